/* SPDX-License-Identifier: MIT */
#include "ledger/decisions.h"

#include "ledger/adoption.h"
#include "ledger/differences.h"
#include "ledger/pages.h"
#include "ledger/restores.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"

#include <stdio.h>
#include <string.h>

static const char *kind_of(const struct message_lease_end *end)
{
    if (end->outcome == LEASE_CLASH)
        return "clash";
    return end->outcome == LEASE_GONE ? "gone" : "conflict";
}

/*
 * The version in Confluence becomes known, and the page is left alone until the file changes again,
 * which asks. The rest of known is as if the file had been published, so that this can be told;
 * also by a runner elsewhere, that knows known alone (manifest) and must not undo what was left.
 * Nobody waits for it to give up the title that it had: if it has that still, Confluence says so.
 */
static void leave_theirs(struct ledger *ledger, int64_t page)
{
    struct page_wanted wanted;
    bool has_content = differences_find(ledger, page, &wanted) == 0;
    struct query *q = query(ledger->database,
        "UPDATE page SET version = max(version, d.remote_version), known_digest = ?, "
        "known_title_key = coalesce(title_key, known_title_key), known_parent_id = "
        "coalesce(nullif(?, ''), known_parent_id), known = wanted, hold = NULL FROM "
        "decision d WHERE d.page = page.id AND page.id = ?");
    query_add_blob(q, has_content ? (struct blob){ wanted.digest.bytes, sizeof wanted.digest.bytes }
                                  : (struct blob){ 0 });
    query_add_text(q, has_content ? wanted.parent_id : "");
    query_add_number(q, page);
    query_run(q);
    ledger_run(ledger, page,
        "UPDATE decision SET answer = kind, kind = 'theirs' WHERE page = ? AND kind <> 'theirs'");
    if (has_content)
        differences_free(&wanted);
    /* No version message of ours tells of it: only the manifest can. */
    ledger_change_manifest(ledger);
}

void decision_leave(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page,
        "INSERT OR IGNORE INTO decision(page, kind, remote_id, remote_version, remote_title, "
        "remote_author, answer, at_ms) SELECT id, 'theirs', page_id, version, '', '', "
        "'conflict', 0 FROM page WHERE id = ?");
}

static void store_decision(
    struct ledger *ledger, int64_t page, const char *kind, const struct message_lease_end *end)
{
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO decision(page, kind, remote_id, remote_version, remote_title, "
        "remote_author, remote_parent_id, is_below, at_ms) VALUES(?,?,?,?,?,?,?,?,?)");
    query_add_number(q, page);
    query_add_text(q, kind);
    query_add_text(q, end->remote_id);
    query_add_number(q, end->remote_version);
    query_add_text(q, end->remote_title);
    query_add_text(q, end->remote_author);
    query_add_text(q, end->remote_parent_id == NULL ? "" : end->remote_parent_id);
    query_add_number(
        q, strcmp(end->code, "title-elsewhere") != 0 && strcmp(end->code, "title-put-away") != 0);
    query_add_number(q, ledger->now_ms);
    query_run(q);
}

/* A clash takes the place of an answer that was not carried out yet: what was answered is known
   now, and is not asked again. */
static void keep_mine(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page,
        "UPDATE page SET version = max(version, d.remote_version), "
        "known_parent_id = coalesce(nullif(d.remote_parent_id, ''), known_parent_id) "
        "FROM decision d WHERE d.page = page.id AND page.id = ? AND d.kind = 'conflict' AND "
        "d.answer = 'mine' AND d.remote_id = page.page_id");
}

void decision_open(struct ledger *ledger, int64_t page, const struct message_lease_end *end)
{
    bool is_theirs = end->outcome == LEASE_CONFLICT && strcmp(end->code, "theirs") == 0;
    if (strcmp(end->code, "conflict") != 0) /* versions tell themselves whose they are */
        ledger_doubt(ledger, DOUBT_DECISION);
    if (!page_is_present(ledger, page) && end->outcome == LEASE_CONFLICT) {
        /* Its deletion met an edit, or pages that are not ours: it waits for a confirmation. */
        store_decision(ledger, page, "delete", end);
        struct query *q = query(ledger->database, "UPDATE page SET deletion = ? WHERE id = ?");
        query_add_number(q, DELETION_HELD);
        query_add_number(q, page);
        query_run(q);
        titles_take_back(ledger, page);
        return;
    }
    if (end->outcome == LEASE_CLASH)
        keep_mine(ledger, page);
    bool is_put_away = strcmp(end->code, "title-put-away") == 0; /* in the trash still */
    if (end->outcome == LEASE_CLASH && !is_put_away && restore_found(ledger, page, end))
        return;
    store_decision(ledger, page, kind_of(end), end);
    if (is_theirs) {
        leave_theirs(ledger, page);
        return;
    }
    if (ledger->settings.adopts && end->outcome == LEASE_CLASH &&
        adoption_take(ledger, page) == NULL)
        return;
    struct query *q = query(ledger->database, "UPDATE page SET hold = ?, restore = 0 WHERE id = ?");
    query_add_text(q, kind_of(end));
    query_add_number(q, page);
    query_run(q);
}

bool decision_ask_again(struct ledger *ledger, int64_t page)
{
    if (ledger->settings.on_conflict == ON_CONFLICT_MINE) {
        /* Answered once and for all. */
        ledger_run(ledger, page, "DELETE FROM decision WHERE page = ? AND kind = 'theirs'");
        ledger_change_manifest(ledger);
        return false;
    }
    struct query *q = query(ledger->database,
        "UPDATE decision SET kind = CASE answer WHEN 'gone' THEN 'gone' ELSE 'conflict' END, "
        "answer = '', at_ms = ? WHERE page = ? AND kind = 'theirs'");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, page);
    if (query_run(q) == 0)
        return false;
    ledger_run(ledger, page,
        "UPDATE page SET hold = (SELECT kind FROM decision d WHERE d.page = page.id), "
        "code = 'conflict', reason = 'the file changed again, and the page was left as somebody "
        "changed it in Confluence' WHERE id = ?");
    ledger_touch(ledger, page);
    return true;
}

static bool was_left(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT EXISTS(SELECT 1 FROM page p JOIN decision d ON " DECISION_LEFT " WHERE p.id = ?)");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

void decision_move(struct ledger *ledger, int64_t from, int64_t to)
{
    struct query *q = query(ledger->database,
        "UPDATE OR REPLACE decision SET page = ?2 WHERE page = ?1 AND page <> ?2 AND "
        "kind = 'theirs'");
    query_add_number(q, from);
    query_add_number(q, to);
    query_run(q);
}

/* ---------------------------------------------------------------- answers */

struct decision {
    int64_t page;
    int64_t version;
    char kind[16];
};

static bool find_decision(struct ledger *ledger, const char *path, struct decision *decision)
{
    struct query *q = query(ledger->database,
        "SELECT d.page, d.remote_version, d.kind FROM decision d JOIN page p ON p.id = d.page "
        "WHERE p.path = ?1 OR p.source = ?1 ORDER BY p.is_present DESC LIMIT 1");
    query_add_path(q, path);
    if (!query_next(q))
        return false;
    decision->page = query_number(q, 0);
    decision->version = query_number(q, 1);
    snprintf(decision->kind, sizeof decision->kind, "%s", query_text(q, 2));
    query_done(q);
    return true;
}

static void release(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page,
        "UPDATE page SET hold = NULL, code = '', reason = '', tries = 0, not_before = 0 "
        "WHERE id = ?");
    ledger->has_uploads = true;
    ledger_touch(ledger, page);
}

/* Publish over the version that was shown, here or (`seen`) by a later look; it stays in the page's
   history. */
static void answer_mine(struct ledger *ledger, const struct decision *decision, int64_t seen)
{
    bool is_left = was_left(ledger, decision->page);
    struct query *q = query(ledger->database,
        "UPDATE decision SET kind = CASE WHEN kind = 'theirs' THEN 'conflict' ELSE kind END, "
        "answer = 'mine', remote_version = max(remote_version, ?) WHERE page = ?");
    query_add_number(q, seen);
    query_add_number(q, decision->page);
    query_run(q);
    if (is_left)
        ledger_change_manifest(ledger);
    /* Whatever Confluence has now, it is not what we sent: the page is due. */
    ledger_run(ledger, decision->page, "UPDATE page SET known_digest = NULL WHERE id = ?");
    release(ledger, decision->page);
    if (strcmp(decision->kind, "gone") == 0)
        restore_want(ledger, decision->page, RESTORE_OR_ANEW);
    else
        wanted_change(ledger, decision->page);
}

static void answer_theirs(struct ledger *ledger, const struct decision *decision)
{
    leave_theirs(ledger, decision->page);
    release(ledger, decision->page);
}

/* Another title, until the file asks for something else. */
static void answer_rename(struct ledger *ledger, const struct decision *decision, const char *title)
{
    ledger_run(ledger, decision->page, "DELETE FROM decision WHERE page = ?");
    struct query *q = query(ledger->database,
        "UPDATE page SET renamed_from = raw_title, renamed_to = ?, title_from = NULL, "
        "title = NULL, title_key = NULL WHERE id = ?");
    query_add_text(q, title);
    query_add_number(q, decision->page);
    query_run(q);
    ledger->has_titles = true;
    release(ledger, decision->page);
}

static int64_t adopt(struct ledger *ledger, int64_t page, const char **reason)
{
    const char *obstacle = adoption_take(ledger, page);
    if (obstacle == NULL)
        return 1;
    *reason = obstacle;
    return -1;
}

static int64_t take_conflict(struct ledger *ledger, const struct message_decision_take *take,
    const char **code, const char **reason)
{
    struct decision decision;
    *code = "not_found";
    *reason = "nothing waits for a decision there";
    if (!find_decision(ledger, take->path, &decision))
        return -1;
    bool is_clash = strcmp(decision.kind, "clash") == 0;
    bool is_conflict = strcmp(decision.kind, "conflict") == 0 ||
                       strcmp(decision.kind, "theirs") == 0 || strcmp(decision.kind, "gone") == 0;
    *code = "unfit";
    *reason = is_clash ? "a clash of titles is settled by adopt or rename"
                       : "a conflict is settled by mine or theirs";
    if (is_conflict && strcmp(take->verb, "mine") == 0)
        answer_mine(ledger, &decision, take->number);
    else if (is_conflict && strcmp(take->verb, "theirs") == 0)
        answer_theirs(ledger, &decision);
    else if (is_clash && strcmp(take->verb, "adopt") == 0)
        return adopt(ledger, decision.page, reason);
    else if (is_clash && strcmp(take->verb, "rename") == 0 && take->text[0] != '\0')
        answer_rename(ledger, &decision, take->text);
    else
        return -1;
    return 1;
}

/* Held deletions, of one path with what lies below it, or all. The caller's query is behind it. */
static struct query *query_deletions(
    struct ledger *ledger, const char *sql, const char *path, enum deletion state)
{
    char *first = NULL;
    char *end = NULL;
    ledger_range(path, &first, &end);
    struct query *q = query(ledger->database, sql);
    query_add_number(q, (int64_t)state);
    query_add_path(q, path);
    query_add_path(q, first);
    query_add_path(q, end);
    memory_free(&first);
    memory_free(&end);
    return q;
}

#define AT_PATH                                                                                    \
    "is_present = 0 AND deletion = ?1 AND page_id IS NOT NULL AND "                                \
    "(path = ?2 OR (path >= ?3 AND path < ?4))"

static int64_t count_held(struct ledger *ledger, const char *path)
{
    return query_single(
        query_deletions(ledger, "SELECT count(*) FROM page WHERE " AT_PATH, path, DELETION_HELD),
        0);
}

static int64_t take_deletions(
    struct ledger *ledger, const char *path, enum deletion from, enum deletion to)
{
    struct query *q = query_deletions(ledger, "SELECT id FROM page WHERE " AT_PATH, path, from);
    int64_t count = 0;
    while (query_next(q)) {
        int64_t page = query_number(q, 0);
        struct query *u = query(ledger->database, "UPDATE page SET deletion = ? WHERE id = ?");
        query_add_number(u, (int64_t)to);
        query_add_number(u, page);
        query_run(u);
        /* What was shown may be deleted, where it was shown; what comes later asks again. */
        ledger_run(ledger, page,
            "UPDATE page SET version = max(version, d.remote_version), known_parent_id = "
            "coalesce(nullif(d.remote_parent_id, ''), known_parent_id) FROM decision d "
            "WHERE d.page = page.id AND page.id = ? AND d.kind = 'delete' AND "
            "d.remote_id = page.page_id");
        ledger_run(ledger, page, "DELETE FROM decision WHERE page = ? AND kind = 'delete'");
        release(ledger, page);
        if (to == DELETION_REJECTED)
            ledger_change_manifest(ledger);
        count++;
    }
    return count;
}

int64_t decision_take(struct ledger *ledger, const struct message_decision_take *take,
    const char **code, const char **reason)
{
    bool is_confirm = strcmp(take->verb, "confirm") == 0;
    if (strcmp(take->verb, "restore") == 0)
        return restore_take(ledger, take->path, code, reason);
    if (!is_confirm && strcmp(take->verb, "reject") != 0)
        return take_conflict(ledger, take, code, reason);
    *code = "changed";
    *reason = "other deletions wait there by now; look again";
    if (take->number > 0 && count_held(ledger, take->path) != take->number)
        return -1;
    /* A rejected deletion leaves the page where it is: an orphan that is not asked about again. */
    int64_t count = take_deletions(
        ledger, take->path, DELETION_HELD, is_confirm ? DELETION_APPROVED : DELETION_REJECTED);
    *code = "not_found";
    *reason = "no deletion is held there";
    return count == 0 ? -1 : count;
}
