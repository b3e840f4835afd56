/* SPDX-License-Identifier: MIT */
#include "ledger/titles.h"

#include "base/path.h"
#include "base/unicode.h"
#include "ledger/reunion.h"
#include "ledger/wanted.h"

#include <stdlib.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6"

enum { PARENTS_MAX = PATH_MAX_DEPTH, ATTEMPTS_MAX = 10000 };

static void add_suffix(struct text *suffix, const struct title_context *context, size_t attempt)
{
    if (attempt == 0)
        return;
    if (attempt <= context->parent_count) {
        for (size_t i = 0; i < attempt; i++)
            text_add_format(suffix, "%s%s", i == 0 ? " (" : ", ", context->parents[i]);
        text_add_char(suffix, ')');
    } else if (attempt == context->parent_count + 1) {
        text_add_format(suffix, " (%s)", context->name);
    } else {
        text_add_format(suffix, " (%zu)", attempt - context->parent_count);
    }
}

char *title_candidate(const char *raw, const struct title_context *context, size_t attempt)
{
    struct text suffix = text_new(4096);
    add_suffix(&suffix, context, attempt);
    size_t units = unicode_utf16_length(suffix.data);
    struct text title = text_new(8192);
    /* Parents' titles that leave no room for the page's own are no help to a reader. */
    if (units > TITLE_MAX_UNITS / 2) {
        text_cut(&suffix, unicode_cut(suffix.data, TITLE_MAX_UNITS / 2 - 2));
        text_add_string(&suffix, ELLIPSIS ")");
        units = unicode_utf16_length(suffix.data);
    }
    size_t whole = strlen(raw);
    size_t fit = unicode_cut(raw, TITLE_MAX_UNITS - units);
    if (fit < whole) {
        fit = unicode_cut(raw, TITLE_MAX_UNITS - units - 1);
        text_add(&title, raw, fit);
        text_add_string(&title, ELLIPSIS);
    } else {
        text_add(&title, raw, whole);
    }
    text_add_string(&title, suffix.data);
    text_free(&suffix);
    return text_take(&title);
}

static bool is_suffix(const char *text)
{
    size_t length = strlen(text);
    return length == 0 || (length > 3 && strncmp(text, " (", 2) == 0 && text[length - 1] == ')');
}

bool title_follows(const char *raw, const char *title)
{
    size_t same = 0;
    while (raw[same] != '\0' && raw[same] == title[same])
        same++;
    if (raw[same] == '\0' && is_suffix(title + same))
        return true;
    /* Cut, because there was no room: the ellipsis may begin as what was cut off does. */
    for (size_t at = same + 1; at-- > 0 && same - at < strlen(ELLIPSIS);) {
        const char *rest = title + at;
        if (strncmp(rest, ELLIPSIS, strlen(ELLIPSIS)) != 0)
            continue;
        rest += strlen(ELLIPSIS);
        if (is_suffix(rest) &&
            unicode_utf16_length(raw) + unicode_utf16_length(rest) > TITLE_MAX_UNITS)
            return true;
    }
    return false;
}

struct untitled {
    int64_t page;
    char *path;
    char *raw;
    char *title; /* settled before; NULL when not */
    int64_t depth;
    bool is_published;
};

/* Pages that Confluence has keep their titles before new ones get theirs; else parents first. */
static int compare_untitled(const void *a, const void *b)
{
    const struct untitled *x = a;
    const struct untitled *y = b;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    if (x->is_published != y->is_published)
        return x->is_published ? -1 : 1;
    return path_compare(x->path, y->path);
}

static struct untitled *list_untitled(struct ledger *ledger, size_t *count)
{
    struct query *q = query(ledger->database,
        "SELECT id, path, CASE WHEN renamed_from IS raw_title THEN renamed_to ELSE raw_title END, "
        "title, depth, page_id IS NOT NULL FROM page "
        "WHERE is_present = 1 AND raw_title IS NOT title_from AND raw_title IS NOT NULL");
    struct untitled *list = NULL;
    size_t capacity = 0;
    *count = 0;
    while (query_next(q)) {
        if (*count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            list = memory_grow(list, capacity, sizeof *list);
        }
        list[(*count)++] = (struct untitled){ .page = query_number(q, 0),
            .path = memory_copy_text(query_text(q, 1)),
            .raw = memory_copy_text(query_text(q, 2)),
            .title = query_is_null(q, 3) ? NULL : memory_copy_text(query_text(q, 3)),
            .depth = query_number(q, 4),
            .is_published = query_number(q, 5) != 0 };
    }
    if (*count > 0)
        qsort(list, *count, sizeof *list, compare_untitled);
    return list;
}

/* The titles of the pages above, nearest first. */
static size_t list_parents(struct ledger *ledger, int64_t page, char *parents[PARENTS_MAX])
{
    size_t count = 0;
    while (count < PARENTS_MAX) {
        struct query *q = query(ledger->database,
            "SELECT p.id, coalesce(p.title, p.raw_title) FROM page c JOIN page p "
            "ON p.id = c.parent WHERE c.id = ?");
        query_add_number(q, page);
        if (!query_next(q))
            break;
        page = query_number(q, 0);
        parents[count++] = memory_copy_text(query_text(q, 1));
        query_done(q);
    }
    return count;
}

/*
 * Somebody else of ours has the title: a page of the tree, or one that left the tree and stays in
 * Confluence. A page that Confluence still shows under its old title but that is to be renamed
 * does not count: its new title goes out first.
 */
static bool is_taken(struct ledger *ledger, int64_t page, const char *key)
{
    struct query *q = query(ledger->database,
        "SELECT 1 FROM page WHERE title_key = ?1 AND is_present = 1 AND id <> ?2 UNION ALL "
        "SELECT 1 FROM page WHERE known_title_key = ?1 AND page_id IS NOT NULL AND "
        "is_present = 0 AND deletion <> 2 AND id <> ?2 LIMIT 1");
    query_add_text(q, key);
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

/* Whoever has the title may be about to give it up: its file is to be read again. */
static bool may_be_given_up(struct ledger *ledger, int64_t page, const char *title)
{
    char *key = unicode_title_key(title);
    struct query *q = query(ledger->database,
        "SELECT 1 FROM page p JOIN entry e ON e.path = p.source WHERE p.title_key = ? AND "
        "p.is_present = 1 AND p.id <> ? AND e.seen <> e.made_from AND e.crashes < ?");
    query_add_text(q, key);
    query_add_number(q, page);
    query_add_number(q, CRASHES_MAX);
    bool may_be = query_single(q, 0) != 0;
    memory_free(&key);
    return may_be;
}

/* It has the title already, and it is settled from what the file says now. */
static void keep_title(struct ledger *ledger, int64_t page, const char *key)
{
    struct query *q = query(
        ledger->database, "UPDATE page SET title_key = ?, title_from = raw_title WHERE id = ?");
    query_add_text(q, key);
    query_add_number(q, page);
    query_run(q);
}

static void give_title(struct ledger *ledger, int64_t page, const char *title, const char *key)
{
    wanted_change_title(ledger, page, title, key);
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ? AND kind = 'clash'");
    wanted_change_linkers_of(ledger, page);
}

static void set_title(struct ledger *ledger, const struct untitled *one, const char *title)
{
    char *key = unicode_title_key(title);
    if (one->title != NULL && strcmp(one->title, title) == 0)
        keep_title(ledger, one->page, key);
    else
        give_title(ledger, one->page, title, key);
    memory_free(&key);
}

/* publish.on_title_clash: ask. The page waits without a title; nothing else does. */
static void ask_title(struct ledger *ledger, const struct untitled *one)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET title = NULL, title_key = NULL, title_from = raw_title, hold = 'clash', "
        "code = 'title', reason = 'another file has the same title' WHERE id = ?");
    query_add_number(q, one->page);
    query_run(q);
    q = query(ledger->database,
        "INSERT OR REPLACE INTO decision(page, kind, remote_id, remote_version, remote_title, "
        "remote_author, at_ms) VALUES(?, 'clash', '', 0, ?, '', ?)");
    query_add_number(q, one->page);
    query_add_text(q, one->raw);
    query_add_number(q, ledger->now_ms);
    query_run(q);
    ledger_touch(ledger, one->page);
}

static bool is_free(struct ledger *ledger, int64_t page, const char *title)
{
    char *key = unicode_title_key(title);
    bool result = !is_taken(ledger, page, key);
    memory_free(&key);
    return result;
}

/* Of `guide/a.md` a, of `guide/` guide, as UTF-8. The caller owns the result. */
static char *own_name(const char *path)
{
    char *copy = memory_copy_text(path);
    size_t length = strlen(copy);
    if (length > 0 && copy[length - 1] == '/')
        copy[length - 1] = '\0';
    char *shown = unicode_printable(path_name(copy));
    size_t extension = strlen(path_extension(shown));
    if (path_is_markdown(shown))
        shown[strlen(shown) - extension] = '\0';
    memory_free(&copy);
    return shown;
}

/* The title with the fewest words behind it that nobody else has. */
static void find_title(struct ledger *ledger, const struct untitled *one)
{
    char *parents[PARENTS_MAX];
    size_t parent_count = list_parents(ledger, one->page, parents);
    char *name = own_name(one->path);
    struct title_context context = {
        .parents = (const char *const *)parents, .parent_count = parent_count, .name = name
    };
    bool is_found = false;
    for (size_t attempt = 1; attempt < ATTEMPTS_MAX && !is_found; attempt++) {
        char *title = title_candidate(one->raw, &context, attempt);
        is_found = is_free(ledger, one->page, title);
        if (is_found)
            set_title(ledger, one, title);
        memory_free(&title);
    }
    for (size_t i = 0; i < parent_count; i++)
        memory_free(&parents[i]);
    memory_free(&name);
}

static void settle_one(struct ledger *ledger, const struct untitled *one)
{
    struct title_context nothing = { 0 };
    char *title = title_candidate(one->raw, &nothing, 0);
    if (is_free(ledger, one->page, title))
        set_title(ledger, one, title);
    else if (may_be_given_up(ledger, one->page, title))
        ledger->has_titles = true;
    else if (ledger->settings.asks_title_clash)
        ask_title(ledger, one);
    else
        find_title(ledger, one);
    memory_free(&title);
}

bool titles_wait(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        /* Asked with each lease: few files are due, all of them have a role. */
        "SELECT 1 FROM entry INDEXED BY entry_due WHERE is_used = 1 AND seen <> made_from AND "
        "role > 0 AND made_from = 0 AND crashes < 3 LIMIT 1");
    return query_single(q, 0) != 0;
}

/* Those that wait for a title may have it by now. */
static void ask_again(struct ledger *ledger)
{
    if (query_run(query(ledger->database,
            "UPDATE page SET title_from = NULL, hold = NULL, code = '', reason = '' "
            "WHERE is_present = 1 AND hold = 'clash' AND title IS NULL")) == 0)
        return;
    query_run(query(ledger->database, "DELETE FROM decision WHERE kind = 'clash' AND page IN "
                                      "(SELECT id FROM page WHERE title IS NULL)"));
}

void titles_take_back(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET title_from = NULL WHERE is_present = 1 AND known_title_key IS NOT "
        "title_key AND title_key = (SELECT known_title_key FROM page WHERE id = ?)");
    query_add_number(q, page);
    if (query_run(q) > 0)
        ledger->has_titles = true;
}

/* Pages that are called otherwise now give up their titles all at once: two that swap theirs, or a
   chain, take each other's. */
static void release_titles(struct ledger *ledger)
{
    query_run(query(ledger->database,
        "UPDATE page SET title_key = NULL WHERE is_present = 1 AND raw_title IS NOT title_from AND "
        "raw_title IS NOT NULL AND title_key IS NOT NULL"));
}

void titles_settle(struct ledger *ledger)
{
    if (!ledger->has_titles || titles_wait(ledger))
        return;
    ledger_fence(ledger);
    ledger->has_titles = false;
    reunion_find(ledger);
    ask_again(ledger);
    size_t count = 0;
    struct untitled *list = list_untitled(ledger, &count);
    release_titles(ledger);
    for (size_t i = 0; i < count; i++)
        settle_one(ledger, &list[i]);
    for (size_t i = 0; i < count; i++) {
        memory_free(&list[i].path);
        memory_free(&list[i].raw);
        memory_free(&list[i].title);
    }
    memory_free(&list);
}

void titles_explain(struct ledger *ledger, int64_t page, struct text *out)
{
    struct query *q = query(ledger->database,
        "SELECT raw_title FROM page WHERE id = ? AND title IS NOT NULL AND title <> raw_title");
    query_add_number(q, page);
    char *raw = query_single_text(q);
    if (raw == NULL)
        return;
    char *key = unicode_title_key(raw);
    q = query(ledger->database,
        "SELECT coalesce(o.source, o.path), o.is_present FROM page o WHERE o.id <> ?2 AND "
        "((o.is_present = 1 AND o.title_key = ?1) OR (o.page_id IS NOT NULL AND "
        "o.known_title_key = ?1)) LIMIT 1");
    query_add_text(q, key);
    query_add_number(q, page);
    if (query_next(q)) {
        char *path = unicode_repaired(query_text(q, 0));
        text_add_format(out, "the title `%s` is that of %s%s\n", raw, path,
            query_number(q, 1) != 0 ? "" : ", whose file is gone and whose page stays");
        memory_free(&path);
        query_done(q);
    }
    memory_free(&key);
    memory_free(&raw);
}
