/* SPDX-License-Identifier: MIT */
#include "ledger/known.h"

#include "base/unicode.h"
#include "ledger/decisions.h"
#include "ledger/gallery.h"
#include "ledger/gate.h"
#include "ledger/leases.h"
#include "ledger/order.h"
#include "ledger/pages.h"
#include "ledger/restores.h"
#include "ledger/runs.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"
#include "storage/drawing.h"

#include <string.h>

/* How long an open intent rests before the next uploader looks. */
enum {
    QUIET_AFTER_5XX_MS = 10 * 1000,
    QUIET_AFTER_SILENCE_MS = 30 * 1000,
    BACKOFF_FIRST_MS = 2000,
    BACKOFF_MOST_MS = 10 * 60 * 1000,
};

enum known_result known_record_intent(
    struct ledger *ledger, const struct message_intent_record *intent)
{
    int64_t page = lease_page(ledger, intent->token);
    if (page == 0)
        return KNOWN_STALE;
    char *key = unicode_title_key(intent->title);
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO intent(page, token, kind, wanted, title, parent_id, body, digest, "
        "version, name, labels, date, at_ms, title_key) "
        "SELECT page, token, ?, wanted, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, '') FROM lease WHERE "
        "token = ?");
    query_add_number(q, intent->kind);
    query_add_text(q, intent->title);
    query_add_text(q, intent->parent_id);
    query_add_blob(q, intent->body);
    query_add_blob(q, intent->digest);
    query_add_number(q, intent->version);
    query_add_text(q, intent->name);
    query_add_text(q, intent->labels);
    query_add_text(q, intent->date);
    query_add_number(q, ledger->now_ms);
    query_add_text(q, key);
    query_add_number(q, intent->token);
    query_run(q);
    memory_free(&key);
    return KNOWN_TAKEN;
}

static void remove_intent(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "DELETE FROM intent WHERE page = ?");
    query_add_number(q, page);
    query_run(q);
}

enum known_result known_drop_intent(struct ledger *ledger, int64_t token)
{
    int64_t page = lease_page(ledger, token);
    if (page == 0)
        return KNOWN_STALE;
    remove_intent(ledger, page);
    return KNOWN_TAKEN;
}

/* ---------------------------------------------------------------- steps */

/* Another page that this one links to with an anchor is still to come. */
static bool waits_for_more(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT 1 FROM link l JOIN page t ON t.is_present = 1 AND (t.source = l.target OR "
        "t.path = CAST(l.target || '/' AS BLOB)) WHERE l.page = ?1 AND t.id <> ?1 AND "
        "l.fragment <> '' AND t.page_id IS NULL AND t.hold IS NULL AND t.error IS NULL AND "
        "t.is_skipped = 0 AND "
        "t.tries = 0 LIMIT 1");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

/*
 * On Cloud a link with an anchor to a page that is not there yet, under its title, goes out without
 * the anchor. Once the last such page is there, or will not come for now, the linking page goes out
 * again: once. One that is on its way at this moment went out without the anchor, too.
 */
static void heal_linkers(struct ledger *ledger, int64_t page, bool is_new)
{
    if (!ledger->settings.is_cloud)
        return;
    struct query *q = query(ledger->database,
        "SELECT DISTINCT l.page FROM page p JOIN link l ON l.fragment <> '' AND "
        "l.target IN " LINKED_AS("p") "JOIN page o ON o.id = l.page WHERE p.id = ?1 AND l.page <> "
                                      "?1 AND (o.page_id IS NOT NULL "
                                      "OR EXISTS(SELECT 1 FROM lease x WHERE x.page = o.id) "
                                      "OR EXISTS(SELECT 1 FROM intent i WHERE i.page = o.id))");
    query_add_number(q, page);
    while (query_next(q)) {
        int64_t linker = query_number(q, 0);
        if (waits_for_more(ledger, linker))
            continue;
        wanted_change(ledger, linker);
        if (!is_new)
            continue;
        ledger_run(ledger, linker, "UPDATE page SET heals = wanted WHERE id = ?");
    }
}

static enum run_action action_of(
    struct ledger *ledger, int64_t page, const struct message_step_report *step)
{
    if (step->kind == INTENT_CREATE)
        return RUN_CREATED;
    if (step->kind == INTENT_DELETE)
        return RUN_DELETED;
    if (step->kind == INTENT_ORDER)
        return RUN_MOVED;
    struct query *q =
        query(ledger->database, "SELECT known_parent_id IS NOT ? FROM page WHERE id = ?");
    query_add_text(q, step->parent_id);
    query_add_number(q, page);
    bool is_other_parent = query_single(q, 0) != 0;
    return step->kind == INTENT_UPDATE && is_other_parent ? RUN_MOVED : RUN_UPDATED;
}

/* A page that was made anew: the pages that stood below the one before it move to it. */
static void follow_parent(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT id FROM page WHERE parent = ? AND page_id IS NOT NULL AND is_present = 1");
    query_add_number(q, page);
    while (query_next(q))
        wanted_change(ledger, query_number(q, 0));
}

/* The page has another title now than before: links that were meant for who is called so now may
   have followed it. True if it has. */
static bool heal_links_to_old_title(struct ledger *ledger, int64_t page, const char *key)
{
    struct query *q = query(ledger->database, "SELECT known_title_key FROM page WHERE id = ?");
    query_add_number(q, page);
    char *old = query_single_text(q);
    bool is_other = old != NULL && strcmp(old, key) != 0;
    if (is_other)
        wanted_resend_linkers(ledger, old, page);
    memory_free(&old);
    return is_other;
}

/* Not by a title in between. */
static bool is_called_as_wanted(struct ledger *ledger, int64_t page)
{
    struct query *q =
        query(ledger->database, "SELECT known_title_key IS title_key FROM page WHERE id = ?");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

/* Another page is to have the title that this one has had until now. */
static bool is_title_wanted(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT EXISTS(SELECT 1 FROM page p JOIN page o ON o.title_key = p.known_title_key AND "
        "o.id <> p.id AND o.is_present = 1 WHERE p.id = ?)");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

static void take_page(struct ledger *ledger, int64_t page, const struct message_step_report *step)
{
    char *key = unicode_title_key(step->title);
    bool is_retitled = heal_links_to_old_title(ledger, page, key);
    if (is_retitled && is_title_wanted(ledger, page))
        ledger_change_manifest(ledger); /* else another machine sees titles that wait for others */
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = ?, version = ?, known_title = ?, known_title_key = ?, "
        "known_parent_id = ?, known_digest = ?, resend = CASE WHEN resend > (SELECT l.wanted FROM "
        "lease l WHERE l.page = page.id) THEN resend ELSE 0 END, is_imported = 0, "
        "note = ?, is_ours = is_ours OR ?, created_ms = CASE WHEN ? THEN ? ELSE created_ms END, "
        /* Under another parent, or back at a person's word, it stands anywhere. */
        "place = CASE WHEN known_parent_id = ?5 AND page_id = ?1 AND NOT EXISTS(SELECT 1 FROM "
        "decision d WHERE d.page = page.id) THEN place ELSE 0 END "
        "WHERE id = ?");
    query_add_text(q, step->page_id);
    query_add_number(q, step->version);
    query_add_text(q, step->title);
    query_add_text(q, key);
    query_add_text(q, step->parent_id);
    query_add_blob(q, step->digest);
    query_add_text(q, step->note == NULL ? "" : step->note);
    query_add_number(q, step->kind == INTENT_CREATE);
    query_add_number(q, step->kind == INTENT_CREATE);
    query_add_number(q, ledger->now_ms);
    query_add_number(q, page);
    query_run(q);
    memory_free(&key);
    restore_done(ledger, page);
    if (step->kind == INTENT_CREATE || (is_retitled && is_called_as_wanted(ledger, page)))
        heal_linkers(ledger, page, step->kind == INTENT_CREATE);
    if (step->kind == INTENT_CREATE)
        follow_parent(ledger, page);
    if (!page_is_present(ledger, page))
        titles_take_back(ledger, page); /* it left while that was on its way, and keeps the title */
    ledger->has_uploads = true;         /* children may wait for it */
    ledger->has_order = true;
}

static void take_deletion(struct ledger *ledger, int64_t page)
{
    restore_remember(ledger, page);
    ledger_run(ledger, page,
        "UPDATE page SET page_id = NULL, version = 0, known_title = NULL, known_title_key = NULL, "
        "known_parent_id = NULL, known_digest = NULL, known_labels = '', is_ours = 0, "
        "deletion = 0, restore = 0, known = CASE WHEN is_present = 1 THEN 0 ELSE wanted END "
        "WHERE id = ?");
    ledger_run(ledger, page, "DELETE FROM attachment WHERE page = ?");
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ?");
    ledger->has_uploads = true; /* its parent may go now */
}

static void take_attachment(
    struct ledger *ledger, int64_t page, const struct message_step_report *step)
{
    if (step->kind == INTENT_ATTACH_DELETE) {
        struct query *q = query(ledger->database,
            "UPDATE attachment SET known_id = NULL, known_digest = NULL, known_version = 0 "
            "WHERE page = ? AND name = ?");
        query_add_number(q, page);
        query_add_text(q, step->name);
        query_run(q);
        ledger_run(ledger, page,
            "DELETE FROM attachment WHERE page = ? AND is_wanted = 0 AND known_id IS NULL");
        return;
    }
    /* Nobody may want it any more; then it is to be removed. */
    struct query *q = query(ledger->database,
        "INSERT INTO attachment(page, name, path, is_wanted, known_id, known_digest, "
        "known_version) VALUES(?, ?, x'', 0, ?, ?, ?) ON CONFLICT(page, name) DO UPDATE SET "
        "known_id = excluded.known_id, known_digest = excluded.known_digest, "
        "known_version = excluded.known_version");
    query_add_number(q, page);
    query_add_text(q, step->name);
    query_add_text(q, step->attachment_id);
    query_add_blob(q, step->digest);
    query_add_number(q, step->attachment_version);
    query_run(q);
    if (step->note == NULL || step->note[0] == '\0')
        return;
    ledger_set_text(ledger, page, "UPDATE page SET note = ? WHERE id = ?", step->note);
}

static void take_look(struct ledger *ledger, int64_t page, const char *look)
{
    ledger_set_text(ledger, page, "UPDATE page SET known_look = ? WHERE id = ?", look);
}

static bool has_intent(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT EXISTS(SELECT 1 FROM intent WHERE page = ?)");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

/* The page that the front matter names was met, or a later version of ours than is known, whose
   text is another then: what it was is the base of conflicts. */
static void take_met(struct ledger *ledger, int64_t page, const struct message_step_report *step)
{
    char *key = unicode_title_key(step->title);
    struct query *q = query(ledger->database, "SELECT version FROM page WHERE id = ?");
    query_add_number(q, page);
    bool is_later = query_single(q, 0) > 0;
    q = query(ledger->database,
        "UPDATE page SET known_digest = CASE WHEN version = 0 THEN known_digest END, version = ?1, "
        "known_title = ?2, known_title_key = ?3, known_parent_id = ?4 "
        "WHERE id = ?5 AND page_id = ?6 AND version < ?1");
    query_add_number(q, step->version);
    query_add_text(q, step->title);
    query_add_text(q, key);
    query_add_text(q, step->parent_id);
    query_add_number(q, page);
    query_add_text(q, step->page_id);
    if (query_run(q) > 0 && is_later && !has_intent(ledger, page))
        ledger_doubt(ledger, DOUBT_LATER); /* else it is the intent's, whose answer was lost */
    memory_free(&key);
}

/* A text alone is not: its version message says what it is. Of labels none does. */
static bool is_in_manifest(enum run_action action, enum intent_kind kind)
{
    return action != RUN_UPDATED || kind == INTENT_ATTACH || kind == INTENT_ATTACH_DATA ||
           kind == INTENT_ATTACH_DELETE || kind == INTENT_RESTORE || kind == INTENT_PROPERTY ||
           kind == INTENT_LABELS;
}

/* What was there when its page was recognised, or what no intent of this ledger was for: found,
   not made. */
static bool is_recognition(
    struct ledger *ledger, int64_t page, const struct message_step_report *step)
{
    struct query *q = query(ledger->database,
        "SELECT is_imported = 2 OR NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) "
        "FROM page p WHERE id = ?");
    query_add_number(q, page);
    return query_single(q, 0) != 0 && step->is_recovered;
}

enum known_result known_take_step(struct ledger *ledger, const struct message_step_report *step)
{
    int64_t page = lease_page(ledger, step->token);
    if (page == 0)
        return KNOWN_STALE;
    if (step->kind == INTENT_NONE) {
        take_met(ledger, page, step);
        return KNOWN_TAKEN;
    }
    enum run_action action = action_of(ledger, page, step);
    if (!is_recognition(ledger, page, step))
        run_count(ledger, page, action);
    if (is_in_manifest(action, (enum intent_kind)step->kind))
        ledger_change_manifest(ledger);
    switch ((enum intent_kind)step->kind) {
    case INTENT_CREATE:
    case INTENT_UPDATE:
    case INTENT_RESTORE:
        take_page(ledger, page, step);
        if (step->look != NULL && step->look[0] != '\0')
            take_look(ledger, page, step->look);
        break;
    case INTENT_DELETE:
        take_deletion(ledger, page);
        break;
    case INTENT_ATTACH:
    case INTENT_ATTACH_DATA:
    case INTENT_ATTACH_DELETE:
        take_attachment(ledger, page, step);
        break;
    case INTENT_LABELS:
        ledger_set_text(
            ledger, page, "UPDATE page SET known_labels = ? WHERE id = ?", step->labels);
        break;
    case INTENT_PROPERTY:
        take_look(ledger, page, step->look);
        break;
    case INTENT_ORDER:
        order_take(ledger, page, step->order);
        break;
    case INTENT_NONE:
    case INTENT_COUNT:
        break;
    }
    remove_intent(ledger, page);
    ledger_touch(ledger, page);
    return KNOWN_TAKEN;
}

/* ---------------------------------------------------------------- the end of a lease */

static int64_t backoff(int64_t tries, int64_t page)
{
    int64_t wait = BACKOFF_FIRST_MS;
    for (int64_t i = 0; i < tries && wait < BACKOFF_MOST_MS; i++)
        wait *= 2;
    if (wait > BACKOFF_MOST_MS)
        wait = BACKOFF_MOST_MS;
    /* Spread by page, so that those that failed together do not come back together. */
    return wait / 2 + (page * 7919 + tries * 104729) % (wait / 2);
}

static void set_reason(struct ledger *ledger, int64_t page, const struct message_lease_end *end)
{
    struct query *q = query(ledger->database, "UPDATE page SET code = ?, reason = ? WHERE id = ?");
    query_add_text(q, end->code);
    query_add_text(q, end->reason);
    query_add_number(q, page);
    query_run(q);
}

/* Codes of an end that met no server. */
#define UNMET "'name', 'connect', 'tls'"

void known_clear_pages(struct ledger *ledger)
{
    query_run(query(ledger->database,
        "UPDATE page SET tries = 0, not_before = 0 WHERE tries > 0 AND code IN (" UNMET ")"));
}

static void try_later(struct ledger *ledger, int64_t page, const char *code, int64_t least_ms)
{
    /* Where no server was met, soon: so that it shows early that it is not this page's fault. */
    struct query *q = query(ledger->database,
        "SELECT CASE WHEN ? IN (" UNMET ") AND tries < ? THEN 0 ELSE tries END FROM page "
        "WHERE id = ?");
    query_add_text(q, code);
    query_add_number(q, GATE_FAILURES_SHUT);
    query_add_number(q, page);
    int64_t wait = backoff(query_single(q, 0), page);
    if (wait < least_ms)
        wait = least_ms;
    q = query(ledger->database, "UPDATE page SET tries = tries + 1, not_before = ? WHERE id = ?");
    query_add_number(q, ledger->now_ms + wait);
    query_add_number(q, page);
    query_run(q);
}

static void rest_intent(struct ledger *ledger, int64_t page, const struct message_lease_end *end)
{
    int64_t quiet = end->status >= 500 ? QUIET_AFTER_5XX_MS : QUIET_AFTER_SILENCE_MS;
    if (end->retry_ms > quiet)
        quiet = end->retry_ms;
    struct query *q =
        query(ledger->database, "UPDATE intent SET quiet_until_ms = ? WHERE page = ?");
    query_add_number(q, ledger->now_ms + quiet);
    query_add_number(q, page);
    query_run(q);
    try_later(ledger, page, end->code, 0);
}

static void set_hold(struct ledger *ledger, int64_t page, const char *hold)
{
    ledger_set_text(ledger, page, "UPDATE page SET hold = ? WHERE id = ?", hold);
}

/* Known follows the wanted that was leased; a newer wanted stays due, and so does a page that went
   out under a title in between (leases.c). */
static void set_done(struct ledger *ledger, int64_t page, int64_t wanted)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET known = CASE WHEN is_present = 1 AND known_title IS NOT title THEN known "
        "ELSE ? END, tries = 0, crashes = 0, not_before = 0, hold = NULL, code = '', reason = '', "
        "arranges = 0 "
        "WHERE id = ?");
    query_add_number(q, wanted);
    query_add_number(q, page);
    query_run(q);
    q = query(ledger->database, "DELETE FROM decision WHERE page = ?");
    query_add_number(q, page);
    query_run(q);
}

/* A file was written to while it was read: it is digested anew. */
static void read_again(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET made_from = 0 WHERE folder <> CAST('" DRAWING_FOLDER
        "' AS BLOB) AND path IN "
        "(SELECT path FROM attachment WHERE page = ? AND is_wanted = 1)");
    query_add_number(q, page);
    query_run(q);
    gallery_doubt(ledger, page);
    try_later(ledger, page, "", 0); /* it may be written to for ever */
    ledger->has_conversions = true;
}

static void take_outcome(
    struct ledger *ledger, int64_t page, int64_t wanted, const struct message_lease_end *end)
{
    switch ((enum lease_outcome)end->outcome) {
    case LEASE_DONE:
        remove_intent(ledger, page); /* else the page would be leased for it again and again */
        set_done(ledger, page, wanted);
        return;
    case LEASE_RETRY:
        try_later(ledger, page, end->code, end->retry_ms);
        break;
    case LEASE_UNKNOWN:
        rest_intent(ledger, page, end);
        break;
    case LEASE_CONFLICT:
    case LEASE_CLASH:
    case LEASE_GONE:
        decision_open(ledger, page, end);
        break;
    case LEASE_REJECTED:
        set_hold(ledger, page, "rejected");
        break;
    case LEASE_FORBIDDEN:
        set_hold(ledger, page, "forbidden");
        break;
    case LEASE_CHANGED:
        read_again(ledger, page);
        break;
    case LEASE_CREDENTIALS:
    case LEASE_SITE:
    case LEASE_COUNT:
        break; /* the gate's matter, not the page's */
    }
    set_reason(ledger, page, end);
    heal_linkers(ledger, page, true);
}

enum known_result known_end_lease(struct ledger *ledger, const struct message_lease_end *end)
{
    struct query *q =
        query(ledger->database, "DELETE FROM lease WHERE token = ? RETURNING page, wanted");
    query_add_number(q, end->token);
    if (!query_next(q)) {
        q = query(ledger->database, "SELECT 1 FROM page WHERE last_token = ?");
        query_add_number(q, end->token);
        return query_single(q, 0) != 0 ? KNOWN_ALREADY : KNOWN_STALE;
    }
    int64_t page = query_number(q, 0);
    int64_t wanted = query_number(q, 1);
    query_done(q);
    q = query(ledger->database, "UPDATE page SET last_token = ? WHERE id = ?");
    query_add_number(q, end->token);
    query_add_number(q, page);
    query_run(q);
    take_outcome(ledger, page, wanted, end);
    ledger_touch(ledger, page);
    ledger->has_uploads = true;
    return KNOWN_TAKEN;
}
