/* SPDX-License-Identifier: MIT */
#include "ledger/restores.h"

#include "base/unicode.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"

#include <string.h>

void restore_want(struct ledger *ledger, int64_t page, enum restore restore)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET restore = ?, hold = NULL, code = '', reason = '' WHERE id = ?");
    query_add_number(q, (int64_t)restore);
    query_add_number(q, page);
    query_run(q);
    wanted_change(ledger, page);
}

void restore_remember(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET trashed_id = page_id, trashed_version = version, "
        "trashed_title = known_title, trashed_digest = known_digest WHERE id = ? AND is_ours = 1");
    query_add_number(q, page);
    query_run(q);
}

void restore_done(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET restore = 0, trashed_id = NULL, trashed_version = 0, "
        "trashed_title = NULL, trashed_digest = NULL WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
}

int64_t restore_pick(struct ledger *ledger)
{
    if (titles_wait(ledger)) /* for a file that is unread, and may be the one that was gone */
        return 0;
    struct query *q = query(ledger->database,
        "SELECT p.id FROM page p INDEXED BY page_restore WHERE p.restore > 0 AND p.is_present = 0 "
        "AND p.hold IS NULL AND "
        "p.page_id IS NOT NULL AND p.not_before <= ? AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = p.id) AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) ORDER BY p.depth, p.id LIMIT 1");
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0);
}

/* What we moved to the trash is ours again, as it was; without its file it is kept as an orphan. */
static void take_back(struct ledger *ledger, int64_t page)
{
    struct query *q =
        query(ledger->database, "SELECT coalesce(trashed_title, '') FROM page WHERE id = ?");
    query_add_number(q, page);
    char *title = query_single_text(q);
    char *key = unicode_title_key(title == NULL ? "" : title);
    q = query(ledger->database,
        "UPDATE page SET page_id = trashed_id, version = trashed_version, "
        "known_title = trashed_title, known_title_key = ?, known_digest = trashed_digest, "
        "is_ours = 1, deletion = CASE WHEN is_present = 1 THEN 0 ELSE ? END WHERE id = ?");
    query_add_text(q, key);
    query_add_number(q, DELETION_REJECTED);
    query_add_number(q, page);
    query_run(q);
    memory_free(&key);
    memory_free(&title);
}

bool restore_found(struct ledger *ledger, int64_t page, const struct message_lease_end *clash)
{
    struct query *q = query(ledger->database,
        "SELECT EXISTS(SELECT 1 FROM page WHERE id = ?1 AND page_id IS NULL AND trashed_id = ?2) "
        "AND NOT EXISTS(SELECT 1 FROM page WHERE page_id = ?2)");
    query_add_number(q, page);
    query_add_text(q, clash->remote_id);
    if (query_single(q, 0) == 0)
        return false;
    take_back(ledger, page);
    q = query(ledger->database,
        /* With another version it is due, and met before anything is written. */
        "UPDATE page SET known_parent_id = nullif(?2, ''), known_digest = CASE WHEN version = ?3 "
        "THEN known_digest END WHERE id = ?1");
    query_add_number(q, page);
    query_add_text(q, clash->remote_parent_id);
    query_add_number(q, clash->remote_version);
    query_run(q);
    wanted_change(ledger, page);
    ledger_change_manifest(ledger);
    return true;
}

int64_t restore_take(
    struct ledger *ledger, const char *path, const char **code, const char **reason)
{
    struct query *q = query(ledger->database,
        "SELECT p.id, p.page_id IS NOT NULL, coalesce(d.kind, '') FROM page p LEFT JOIN decision d "
        "ON d.page = p.id WHERE (p.path = ?1 OR p.source = ?1 OR p.path = CAST(?1 || '/' AS BLOB)) "
        "AND (p.trashed_id IS NOT NULL OR d.kind = 'gone' OR p.page_id IS NOT NULL) "
        "ORDER BY p.is_present DESC, p.id DESC LIMIT 1");
    query_add_path(q, path);
    *code = "not_found";
    *reason = "no page of that path is known to be in the trash";
    if (!query_next(q))
        return -1;
    int64_t page = query_number(q, 0);
    bool has_page = query_number(q, 1) != 0;
    bool is_gone = strcmp(query_text(q, 2), "gone") == 0;
    query_done(q);
    *code = "unfit";
    *reason = "its page is in Confluence; what was in the trash before it can be restored there";
    if (has_page && !is_gone)
        return -1;
    if (!has_page)
        take_back(ledger, page);
    restore_want(ledger, page, RESTORE_TRASHED);
    return 1;
}
