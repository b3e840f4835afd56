/* SPDX-License-Identifier: MIT */
#include "ledger/marks.h"

#include "base/log.h"
#include "base/path.h"
#include "ledger/pages.h"
#include "ledger/wanted.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_MAX_BYTES = 30 * 1024 * 1024 };

/* ---------------------------------------------------------------- what a page refers to */

/* A target without the slash that a link to a folder may end in. The caller owns the result. */
static char *plain_target(const char *target)
{
    char *plain = memory_copy_text(target);
    size_t length = strlen(plain);
    if (length > 0 && plain[length - 1] == '/')
        plain[length - 1] = '\0';
    return plain;
}

/* A link as one sortable text: target, 0x01, fragment. */
static void add_link(struct path_list *links, const char *target, const char *fragment)
{
    struct text link = text_new(64 * 1024);
    text_add_format(&link, "%s\x01%s", target, fragment);
    path_list_add(links, link.data);
    text_free(&link);
}

static void collect_links(const struct references *references, struct path_list *links)
{
    for (size_t i = 0; i < references->count; i++) {
        const struct reference *reference = &references->items[i];
        if (reference->kind == REFERENCE_ANCHOR)
            continue;
        char *target = plain_target(reference->target);
        add_link(links, target, reference->fragment);
        char *alternative = reference_alternative(reference->target);
        if (alternative != NULL)
            add_link(links, alternative, reference->fragment);
        memory_free(&alternative);
        memory_free(&target);
    }
    path_list_sort(links);
}

static void load_links(struct ledger *ledger, int64_t page, struct path_list *links)
{
    struct query *q = query(ledger->database, "SELECT target, fragment FROM link WHERE page = ?");
    query_add_number(q, page);
    while (query_next(q)) {
        char *target = memory_copy_text(query_text(q, 0));
        add_link(links, target, query_text(q, 1));
        memory_free(&target);
    }
    path_list_sort(links);
}

static void store_link(struct ledger *ledger, int64_t page, const char *link, bool is_added)
{
    size_t length = strcspn(link, "\x01");
    char *target = memory_copy_part(link, length);
    const char *fragment = link + length + 1;
    struct query *q = is_added
                          ? query(ledger->database,
                                "INSERT OR IGNORE INTO link(page, target, fragment) VALUES(?,?,?)")
                          : query(ledger->database,
                                "DELETE FROM link WHERE page = ? AND target = ? AND fragment = ?");
    query_add_number(q, page);
    query_add_path(q, target);
    query_add_text(q, fragment);
    query_run(q);
    int64_t other = fragment[0] == '\0' ? 0 : page_of_target(ledger, target);
    if (other != 0 && other != page)
        wanted_change(ledger, other);
    memory_free(&target);
}

/* Both lists are sorted: what is in one alone was added or removed. */
static void store_links(struct ledger *ledger, int64_t page, const struct path_list *before,
    const struct path_list *now)
{
    size_t i = 0;
    size_t j = 0;
    while (i < before->count || j < now->count) {
        int order = i == before->count ? 1
                    : j == now->count  ? -1
                                       : path_compare(before->paths[i], now->paths[j]);
        if (order < 0)
            store_link(ledger, page, before->paths[i++], false);
        else if (order > 0)
            store_link(ledger, page, now->paths[j++], true);
        else
            i++, j++;
    }
}

static void store_attachment(struct ledger *ledger, int64_t page, const struct reference *reference)
{
    struct query *q = query(ledger->database,
        "INSERT INTO attachment(page, name, path, is_wanted) VALUES(?,?,?,1) "
        "ON CONFLICT(page, name) DO UPDATE SET path = excluded.path, is_wanted = 1");
    query_add_number(q, page);
    query_add_text(q, reference->name);
    query_add_path(q, reference->target);
    query_run(q);
    q = query(ledger->database,
        "UPDATE entry SET is_used = 1 WHERE path = ? AND kind = 1 AND is_used = 0");
    query_add_path(q, reference->target);
    if (query_run(q) > 0)
        ledger->has_conversions = true;
}

/* True when it had some. */
static bool drop_files(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "UPDATE attachment SET is_wanted = 0 WHERE page = ?");
    query_add_number(q, page);
    return query_run(q) > 0;
}

void marks_follow(struct ledger *ledger, int64_t page, struct blob packed)
{
    struct references references = { NULL, 0, NULL };
    if (packed.size > 0 && references_unpack(&references, packed.data, packed.size) < 0)
        log_warning("the references of page %lld could not be read", (long long)page);
    struct path_list before = { NULL, 0, 0 };
    struct path_list now = { NULL, 0, 0 };
    load_links(ledger, page, &before);
    collect_links(&references, &now);
    store_links(ledger, page, &before, &now);
    path_list_free(&before);
    path_list_free(&now);
    bool had_files = drop_files(ledger, page);
    for (size_t i = 0; i < references.count; i++) {
        enum reference_kind kind = references.items[i].kind;
        if (kind == REFERENCE_FILE || kind == REFERENCE_IMAGE)
            store_attachment(ledger, page, &references.items[i]);
    }
    if (had_files)
        ledger_run(ledger, page,
            "DELETE FROM attachment WHERE page = ? AND is_wanted = 0 AND known_id IS NULL");
    references_free(&references);
}

/* ---------------------------------------------------------------- resolving */

struct resolving {
    struct ledger *ledger;
    int64_t page;
    char *title;             /* of the last answer; borrowed by it */
    struct path_list linked; /* fragments of this page that pages link to, once they are needed */
    bool has_linked;
    size_t problems;
    marks_told *told; /* NULL: nobody listens */
    void *context;
};

static bool is_line_of(const char *lines, const char *line, bool *is_first)
{
    size_t length = strlen(line);
    *is_first = true;
    for (const char *p = lines; *p != '\0'; *is_first = false) {
        size_t this_length = strcspn(p, "\n");
        if (this_length == length && memcmp(p, line, length) == 0)
            return true;
        p += this_length + (p[this_length] == '\n');
    }
    return false;
}

static void answer_page(struct resolving *resolving, int64_t page,
    const struct reference *reference, struct reference_answer *answer)
{
    struct ledger *ledger = resolving->ledger;
    struct query *q = query(ledger->database,
        "SELECT coalesce(title, raw_title, ''), anchors, page_id IS NOT NULL AND known_title_key "
        "IS title_key FROM page WHERE id = ? AND is_skipped = 0");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    memory_free(&resolving->title);
    resolving->title = memory_copy_text(query_text(q, 0));
    answer->found = REFERENCE_IS_PAGE;
    answer->title = resolving->title;
    bool is_first = false;
    if (is_line_of(query_text(q, 1), reference->fragment, &is_first)) {
        answer->is_title = is_first;
        /* Cloud drops the anchor of a link to a title that nobody has yet (CONFCLOUD-78192): the
           link goes out without it, and again with it once the page is there. */
        bool is_there = query_number(q, 2) != 0 || page == resolving->page;
        answer->has_fragment = is_there || !ledger->settings.is_cloud;
    }
    query_done(q);
}

static void answer_file(
    struct ledger *ledger, const struct reference *reference, struct reference_answer *answer)
{
    struct query *q = query(ledger->database,
        "SELECT width, height FROM entry WHERE path = ? AND kind = 1 AND error IS NULL");
    query_add_path(q, reference->target);
    if (!query_next(q))
        return;
    answer->found = REFERENCE_IS_FILE;
    answer->width = (unsigned)query_number(q, 0);
    answer->height = (unsigned)query_number(q, 1);
    query_done(q);
}

/* Every fragment that some page links to on this one, under any of its names: sorted. */
static void load_linked(struct resolving *resolving)
{
    struct query *q = query(resolving->ledger->database,
        "SELECT l.fragment FROM page p JOIN link l ON l.target IN " LINKED_AS(
            "p") "WHERE p.id = ? AND l.fragment <> ''");
    query_add_number(q, resolving->page);
    while (query_next(q))
        path_list_add(&resolving->linked, query_text(q, 0));
    path_list_sort(&resolving->linked);
    resolving->has_linked = true;
}

static bool is_linked(struct resolving *resolving, const char *fragment)
{
    if (!resolving->has_linked)
        load_linked(resolving);
    return path_list_has(&resolving->linked, fragment);
}

/* Under the target as it is linked, or under the other name that it may mean. */
static int64_t page_of_reference(struct ledger *ledger, const struct reference *reference)
{
    char *target = plain_target(reference->target);
    int64_t page = page_of_target(ledger, target);
    memory_free(&target);
    if (page != 0)
        return page;
    char *alternative = reference_alternative(reference->target);
    if (alternative != NULL)
        page = page_of_target(ledger, alternative);
    memory_free(&alternative);
    return page;
}

int64_t marks_page_of(struct ledger *ledger, int64_t page, const struct reference *reference)
{
    return reference->kind == REFERENCE_SELF ? page : page_of_reference(ledger, reference);
}

static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    struct resolving *resolving = context;
    struct ledger *ledger = resolving->ledger;
    if (reference->kind == REFERENCE_ANCHOR) {
        answer->is_linked = is_linked(resolving, reference->fragment);
        return;
    }
    if (reference->kind == REFERENCE_SELF) {
        answer_page(resolving, resolving->page, reference, answer);
        return;
    }
    if (reference->kind != REFERENCE_IMAGE) {
        int64_t page = page_of_reference(ledger, reference);
        if (page != 0)
            answer_page(resolving, page, reference, answer);
    }
    if (answer->found == REFERENCE_MISSING && reference->kind != REFERENCE_PAGE)
        answer_file(ledger, reference, answer);
}

static void report(const struct reference *reference, enum reference_problem problem, void *context)
{
    struct resolving *resolving = context;
    resolving->problems++;
    if (resolving->told != NULL)
        resolving->told(reference, problem, resolving->context);
}

static bool resolve(struct resolving *resolving, struct text *out)
{
    struct query *q =
        query(resolving->ledger->database, "SELECT body, refs FROM content WHERE page = ?");
    query_add_number(q, resolving->page);
    if (!query_next(q))
        return false;
    struct blob body = query_blob(q, 0);
    struct blob packed = query_blob(q, 1);
    struct references references = { NULL, 0, NULL };
    if (packed.size > 0 && references_unpack(&references, packed.data, packed.size) < 0)
        log_warning("the references of page %lld could not be read", (long long)resolving->page);
    struct references_resolver resolver = {
        .look_up = look_up, .report = report, .context = resolving
    };
    references_resolve(
        body.size == 0 ? "" : (const char *)body.data, body.size, &references, &resolver, out);
    references_free(&references);
    query_done(q);
    memory_free(&resolving->title);
    path_list_free(&resolving->linked);
    return true;
}

bool marks_resolve(struct ledger *ledger, int64_t page, struct text *out, size_t *problems)
{
    struct resolving resolving = { .ledger = ledger, .page = page };
    bool has_content = resolve(&resolving, out);
    *problems = resolving.problems;
    return has_content;
}

void marks_report(struct ledger *ledger, int64_t page, marks_told *told, void *context)
{
    struct text body = text_new(BODY_MAX_BYTES);
    struct resolving resolving = {
        .ledger = ledger, .page = page, .told = told, .context = context
    };
    resolve(&resolving, &body);
    text_free(&body);
}

struct listing {
    struct text *out;
    size_t count;
};

static void list_problem(
    const struct reference *reference, enum reference_problem problem, void *context)
{
    struct listing *listing = context;
    listing->count++;
    text_add_format(listing->out, "%zu: ", reference->line);
    reference_problem_text(reference, problem, listing->out);
    text_add_char(listing->out, '\n');
}

size_t marks_problems(struct ledger *ledger, int64_t page, struct text *out)
{
    struct listing listing = { .out = out };
    marks_report(ledger, page, list_problem, &listing);
    return listing.count;
}
