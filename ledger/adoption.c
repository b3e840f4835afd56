/* SPDX-License-Identifier: MIT */
#include "ledger/adoption.h"

#include "base/unicode.h"
#include "ledger/front.h"
#include "ledger/wanted.h"

#include <string.h>

enum { REASON_BYTES = 1024 };

static void drop_decision(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ?");
    struct query *q =
        query(ledger->database, "UPDATE page SET hold = NULL, code = '', reason = '', tries = 0, "
                                "not_before = 0 WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
}

static const char *find_obstacle(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT p.page_id IS NOT NULL, d.remote_id = '', d.is_below = 0, EXISTS(SELECT 1 FROM page "
        "o WHERE o.page_id = d.remote_id) FROM decision d JOIN page p ON p.id = d.page WHERE "
        "d.page = ? AND d.kind = 'clash'");
    static const char *const obstacles[] = {
        "the file has a page of its own already: --rename gives it another title",
        "the page that has the title cannot be seen, or is another file's: it is not taken over",
        "the page that has the title does not stand below the root page: it is not taken over",
        "the page that has the title belongs to another file: it is not taken over",
    };
    query_add_number(q, page);
    if (!query_next(q))
        return "no page has the title";
    const char *obstacle = NULL;
    for (int i = 0; i < 4 && obstacle == NULL; i++)
        obstacle = query_number(q, i) != 0 ? obstacles[i] : NULL;
    query_done(q);
    return obstacle;
}

const char *adoption_take(struct ledger *ledger, int64_t page)
{
    const char *obstacle = find_obstacle(ledger, page);
    if (obstacle != NULL)
        return obstacle;
    struct query *q = query(ledger->database, "SELECT remote_title FROM decision WHERE page = ?");
    query_add_number(q, page);
    char *title = query_single_text(q);
    char *key = unicode_title_key(title == NULL ? "" : title);
    q = query(ledger->database,
        "UPDATE page SET page_id = d.remote_id, version = d.remote_version, "
        "known_title = d.remote_title, known_title_key = ?1, known_digest = NULL, is_ours = 0, "
        "known_parent_id = nullif(d.remote_parent_id, '') "
        "FROM decision d WHERE d.page = page.id AND page.id = ?2");
    query_add_text(q, key);
    query_add_number(q, page);
    query_run(q);
    memory_free(&key);
    memory_free(&title);
    drop_decision(ledger, page);
    wanted_change(ledger, page);
    ledger_change_manifest(ledger);
    return NULL;
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
    /* An id that was cut, a path in another encoding: as texts they could not be told to anybody.
     */
    char *readable = unicode_repaired(reason);
    ledger_set_text(ledger, page, "UPDATE page SET error = ? WHERE id = ?", readable);
    memory_free(&readable);
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

static void refuse_owned(struct ledger *ledger, int64_t page, const char *id, const char *owner)
{
    struct text reason = text_new(REASON_BYTES + 4096);
    text_add_format(&reason, "the front matter names page %.64s, which belongs to %s", id, owner);
    refuse(ledger, page, reason.data);
    text_free(&reason);
}

/* A page that was named and never met is none of ours. */
static void unbind(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = NULL WHERE id = ? AND page_id IS NOT NULL AND version = 0 AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = page.id)");
    query_add_number(q, page);
    if (query_run(q) > 0)
        drop_decision(ledger, page);
}

/* The caller owns it; NULL: it has none. */
static char *page_id_of(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT page_id FROM page WHERE id = ?");
    query_add_number(q, page);
    return query_single_text(q);
}

void adoption_bind(struct ledger *ledger, int64_t page)
{
    char *id = front_find(ledger, page, "id");
    char *own = page_id_of(ledger, page);
    if (own != NULL && (id == NULL || strcmp(own, id) != 0)) {
        unbind(ledger, page);
        memory_free(&own);
        own = page_id_of(ledger, page);
    }
    char *owner = id == NULL ? NULL : owner_of(ledger, id);
    if (id != NULL && own != NULL && strcmp(own, id) != 0)
        refuse_other(ledger, page, id, own);
    else if (own == NULL && owner != NULL)
        refuse_owned(ledger, page, id, owner);
    else if (id != NULL && own == NULL)
        bind(ledger, page, id);
    memory_free(&owner);
    memory_free(&own);
    memory_free(&id);
}

void adoption_yield(struct ledger *ledger, const char *id, int64_t owner)
{
    struct query *q = query(
        ledger->database, "SELECT id FROM page WHERE page_id = ? AND version = 0 AND id <> ?");
    query_add_text(q, id);
    query_add_number(q, owner);
    int64_t page = query_single(q, 0);
    if (page == 0)
        return;
    unbind(ledger, page);
    q = query(ledger->database, "SELECT coalesce(source, path) FROM page WHERE id = ?");
    query_add_number(q, owner);
    char *path = query_single_text(q);
    refuse_owned(ledger, page, id, path == NULL ? "another file" : path);
    memory_free(&path);
}
