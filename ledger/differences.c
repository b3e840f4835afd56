/* SPDX-License-Identifier: MIT */
#include "ledger/differences.h"

#include "ledger/front.h"
#include "ledger/marks.h"
#include "ledger/order.h"

#include <string.h>

enum { RESOLVED_MAX_BYTES = 30 * 1024 * 1024 };

char *differences_site_value(struct ledger *ledger, const char *key)
{
    char *site = database_get_text(ledger->database, "site");
    size_t key_length = strlen(key);
    char *value = NULL;
    for (const char *line = site; *line != '\0' && value == NULL;) {
        size_t length = strcspn(line, "\n");
        if (length > key_length && line[key_length] == '=' && memcmp(line, key, key_length) == 0)
            value = memory_copy_part(line + key_length + 1, length - key_length - 1);
        line += length + (line[length] == '\n');
    }
    memory_free(&site);
    return value;
}

static char *find_parent_id(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT c.parent IS NULL, p.page_id FROM page c LEFT JOIN page p ON p.id = c.parent "
        "WHERE c.id = ?");
    query_add_number(q, page);
    if (!query_next(q))
        return memory_copy_text("");
    bool is_top = query_number(q, 0) != 0;
    char *id = memory_copy_text(query_text(q, 1));
    query_done(q);
    if (!is_top)
        return id;
    memory_free(&id);
    id = differences_site_value(ledger, "root_id");
    return id == NULL ? memory_copy_text("") : id;
}

int64_t differences_count_files(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT count(*) FROM attachment a LEFT JOIN entry e ON e.path = a.path AND e.kind = 1 "
        "WHERE a.page = ? AND ((a.is_wanted = 1 AND e.digest IS NOT NULL AND "
        "a.known_digest IS NOT e.digest) OR ((a.is_wanted = 0 OR e.path IS NULL) AND "
        "a.known_id IS NOT NULL))");
    query_add_number(q, page);
    return query_single(q, 0);
}

static unsigned compare_columns(
    struct ledger *ledger, int64_t page, const struct page_wanted *wanted)
{
    struct query *q = query(ledger->database,
        "SELECT page_id IS NULL, known_title IS NOT title, known_parent_id IS NOT ?, "
        "known_digest IS NOT ? OR resend > 0, known_labels <> labels, parent IS NULL FROM page "
        "WHERE id = ?");
    query_add_text(q, wanted->parent_id);
    query_add_blob(
        q, (struct blob){ .data = wanted->digest.bytes, .size = sizeof wanted->digest.bytes });
    query_add_number(q, page);
    unsigned differences = 0;
    if (!query_next(q))
        return 0;
    static const unsigned bits[] = { DIFFERS_NEW, DIFFERS_TITLE, DIFFERS_PARENT, DIFFERS_BODY,
        DIFFERS_LABELS };
    for (int i = 0; i < 5; i++)
        differences |= query_number(q, i) != 0 ? bits[i] : 0;
    /* The root is not known before the site is; a parent that is not there yet is another one. */
    bool is_root_unknown = wanted->parent_id[0] == '\0' && query_number(q, 5) != 0;
    query_done(q);
    if (is_root_unknown)
        differences &= ~(unsigned)DIFFERS_PARENT;
    return differences;
}

static void compare(struct ledger *ledger, int64_t page, struct page_wanted *wanted)
{
    wanted->parent_id = find_parent_id(ledger, page);
    wanted->differences = compare_columns(ledger, page, wanted);
    if (differences_count_files(ledger, page) > 0)
        wanted->differences |= DIFFERS_FILES;
    char *look = front_find_look(ledger, page);
    if (look != NULL)
        wanted->differences |= DIFFERS_LOOK;
    memory_free(&look);
    if (order_find(ledger, page, NULL, NULL) > 0)
        wanted->differences |= DIFFERS_ORDER;
}

int differences_find(struct ledger *ledger, int64_t page, struct page_wanted *wanted)
{
    memset(wanted, 0, sizeof *wanted);
    wanted->body = text_new(RESOLVED_MAX_BYTES);
    struct query *q = query(ledger->database, "SELECT title FROM page WHERE id = ?");
    query_add_number(q, page);
    wanted->title = query_single_text(q);
    if (wanted->title == NULL || !marks_resolve(ledger, page, &wanted->body, &wanted->problems)) {
        differences_free(wanted);
        return -1;
    }
    wanted->digest = digest_of(wanted->body.data, wanted->body.length);
    compare(ledger, page, wanted);
    return 0;
}

int differences_sketch(struct ledger *ledger, int64_t page, struct page_wanted *wanted)
{
    struct query *q = query(ledger->database,
        "SELECT p.title FROM page p JOIN content c ON c.page = p.id WHERE p.id = ? AND "
        "p.page_id IS NULL");
    query_add_number(q, page);
    char *title = query_single_text(q);
    if (title == NULL)
        return differences_find(ledger, page, wanted);
    *wanted = (struct page_wanted){ .title = title };
    compare(ledger, page, wanted);
    return 0;
}

void differences_note(struct ledger *ledger, int64_t page, const struct page_wanted *wanted)
{
    struct query *q =
        query(ledger->database, "UPDATE page SET problems = ?1 WHERE id = ?2 AND problems <> ?1");
    query_add_number(q, (int64_t)wanted->problems);
    query_add_number(q, page);
    query_run(q);
}

void differences_free(struct page_wanted *wanted)
{
    memory_free(&wanted->title);
    memory_free(&wanted->parent_id);
    text_free(&wanted->body);
}

void differences_describe(unsigned differences, int64_t files, struct text *out)
{
    static const struct {
        unsigned bit;
        const char *word;
    } words[] = {
        { DIFFERS_TITLE, "title" },
        { DIFFERS_PARENT, "place" },
        { DIFFERS_BODY, "text" },
        { DIFFERS_LABELS, "labels" },
        { DIFFERS_LOOK, "look" },
        { DIFFERS_ORDER, "order" },
    };
    if (differences & DIFFERS_NEW) {
        text_add_string(out, "new page");
    } else {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (differences & words[i].bit)
                text_add_format(out, "%s%s", out->length > 0 ? ", " : "", words[i].word);
        }
    }
    if (files > 0)
        text_add_format(out, "%s%lld file%s", out->length > 0 ? ", " : "", (long long)files,
            files == 1 ? "" : "s");
}
