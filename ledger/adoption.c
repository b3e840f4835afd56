/* SPDX-License-Identifier: MIT */
#include "ledger/adoption.h"

#include "base/unicode.h"
#include "ledger/front.h"
#include "ledger/wanted.h"

#include <string.h>

enum { REASON_BYTES = 1024 };

static void drop_decision(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "DELETE FROM decision WHERE page = ?");
    query_add_number(q, page);
    query_run(q);
    q = query(ledger->database, "UPDATE page SET hold = NULL, code = '', reason = '', tries = 0, "
                                "not_before = 0 WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
}

bool adoption_take(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT remote_title FROM decision WHERE page = ?");
    query_add_number(q, page);
    char *title = query_single_text(q);
    char *key = unicode_title_key(title == NULL ? "" : title);
    q = query(ledger->database,
        "UPDATE page SET page_id = d.remote_id, version = d.remote_version, "
        "known_title = d.remote_title, known_title_key = ?1, known_digest = NULL, is_ours = 0 "
        "FROM decision d WHERE d.page = page.id AND page.id = ?2 AND page.page_id IS NULL AND "
        "d.kind = 'clash' AND d.remote_id <> '' AND "
        "NOT EXISTS(SELECT 1 FROM page o WHERE o.page_id = d.remote_id)");
    query_add_text(q, key);
    query_add_number(q, page);
    bool is_taken = query_run(q) > 0;
    memory_free(&key);
    memory_free(&title);
    if (!is_taken)
        return false;
    drop_decision(ledger, page);
    wanted_change(ledger, page);
    ledger_change_manifest(ledger);
    return true;
}

void adoption_take_all(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT p.id FROM page p JOIN decision d ON d.page = p.id WHERE d.kind = 'clash' AND "
        "p.is_present = 1 AND (NOT EXISTS(SELECT 1 FROM scope) OR EXISTS(SELECT 1 FROM scope s "
        "WHERE s.path = p.path OR s.path = p.source OR (p.path >= s.first AND p.path < s.end)))");
    int64_t *list = NULL;
    size_t count = 0;
    while (query_next(q)) {
        list = memory_grow(list, count + 1, sizeof *list);
        list[count++] = query_number(q, 0);
    }
    for (size_t i = 0; i < count; i++)
        (void)adoption_take(ledger, list[i]); /* the others wait on */
    memory_free(&list);
}

/* ---------------------------------------------------------------- by id */

/* As a file that cannot be converted: until it changes. */
static void refuse(struct ledger *ledger, int64_t page, const char *reason)
{
    struct query *q = query(ledger->database, "UPDATE page SET error = ? WHERE id = ?");
    query_add_text(q, reason);
    query_add_number(q, page);
    query_run(q);
    ledger_touch(ledger, page);
}

static void refuse_other(struct ledger *ledger, int64_t page, const char *id, const char *own)
{
    struct text reason = text_new(REASON_BYTES);
    text_add_format(&reason,
        "the front matter names page %.64s, and the file is page %.64s already: take the id out, "
        "or "
        "rename the file to begin anew",
        id, own);
    refuse(ledger, page, reason.data);
    text_free(&reason);
}

/* The path whose page it is; NULL: nobody's. The caller owns the result. */
static char *owner_of(struct ledger *ledger, const char *id)
{
    struct query *q = query(
        ledger->database, "SELECT coalesce(source, path) FROM page WHERE page_id = ? LIMIT 1");
    query_add_text(q, id);
    return query_single_text(q);
}

static void bind(struct ledger *ledger, int64_t page, const char *id)
{
    /* Without a version: the uploader reads the page, and takes it as it is then. */
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = ?, version = 0, is_ours = 0 WHERE id = ? AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = page.id) AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = page.id)");
    query_add_text(q, id);
    query_add_number(q, page);
    if (query_run(q) == 0)
        return; /* it is on its way: another page by now */
    drop_decision(ledger, page);
    ledger_touch(ledger, page);
}

void adoption_bind(struct ledger *ledger, int64_t page)
{
    char *id = front_find(ledger, page, "id");
    if (id == NULL)
        return;
    struct query *q = query(ledger->database, "SELECT page_id FROM page WHERE id = ?");
    query_add_number(q, page);
    char *own = query_single_text(q);
    char *owner = owner_of(ledger, id);
    if (own != NULL && strcmp(own, id) != 0) {
        refuse_other(ledger, page, id, own);
    } else if (own == NULL && owner != NULL) {
        struct text reason = text_new(REASON_BYTES + 4096);
        text_add_format(
            &reason, "the front matter names page %.64s, which belongs to %s", id, owner);
        refuse(ledger, page, reason.data);
        text_free(&reason);
    } else if (own == NULL) {
        bind(ledger, page, id);
    }
    memory_free(&owner);
    memory_free(&own);
    memory_free(&id);
}
