/* SPDX-License-Identifier: MIT */
#include "ledger/drift.h"

#include "base/log.h"
#include "base/unicode.h"
#include "ledger/decisions.h"
#include "ledger/recognise.h"
#include "ledger/wanted.h"

#include <string.h>

enum { IDS_BYTES = 64 * 1024, REASON_BYTES = 1024, AUTHOR_UNITS = 100, LOOKS_AT_MOST = 10 };

static const int64_t hour_ms = 3600 * 1000;
static const char wanted_key[] = "drift_wanted";

enum drift_finding drift_judge(
    const struct drift_known *known, const struct item_remote_page *remote)
{
    if (strcmp(remote->status, "current") != 0)
        return DRIFT_GONE;
    if (remote->version < known->version)
        return DRIFT_NONE;
    bool is_retitled = known->title[0] != '\0' && strcmp(remote->title, known->title) != 0;
    if (remote->version > known->version || is_retitled)
        return DRIFT_EDITED;
    bool is_moved = known->parent_id[0] != '\0' && strcmp(remote->parent_id, known->parent_id) != 0;
    return is_moved ? DRIFT_MOVED : DRIFT_NONE;
}

/* ---------------------------------------------------------------- what was found */

/* Pages that are in somebody's hands, or wait for a person already, are judged by those; and one
   that was written since the errand was given stands in an old listing. What the front matter
   names and nobody met yet (version 0) is taken as it is found. */
#define IS_OPEN                                                                                    \
    "p.is_present = 1 AND p.page_id IS NOT NULL AND p.version > 0 AND p.hold IS NULL AND "         \
    "p.restore = 0 AND "                                                                           \
    "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = p.id) AND "                                   \
    "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) AND "                                  \
    "NOT EXISTS(SELECT 1 FROM decision d WHERE d.page = p.id AND d.answer = 'mine') "

static const char *words_of(enum drift_finding finding, const char *status)
{
    if (finding == DRIFT_GONE && strcmp(status, "trashed") == 0)
        return "somebody moved the page to the trash";
    if (finding == DRIFT_GONE && strcmp(status, "archived") == 0)
        return "somebody archived the page; only Confluence itself can bring it back from there";
    static const char *const words[] = {
        [DRIFT_NONE] = "",
        [DRIFT_EDITED] = "somebody changed the page in Confluence",
        [DRIFT_MOVED] = "somebody moved the page in Confluence",
        [DRIFT_GONE] = "the page is not in Confluence (any more), or hidden from this account",
    };
    return words[finding];
}

static void open_decision(struct ledger *ledger, int64_t page,
    const struct item_remote_page *remote, enum drift_finding finding, int64_t known_version)
{
    struct text reason = text_new(REASON_BYTES);
    text_add_string(&reason, words_of(finding, remote->status));
    if (finding == DRIFT_EDITED)
        text_add_format(&reason, ": version %lld%s%.*s, ours was %lld", (long long)remote->version,
            remote->author[0] != '\0' ? " by " : "", (int)unicode_cut(remote->author, AUTHOR_UNITS),
            remote->author, (long long)known_version);
    bool is_theirs = finding != DRIFT_GONE && ledger->settings.on_conflict == ON_CONFLICT_THEIRS;
    struct message_lease_end end = {
        .outcome = finding == DRIFT_GONE ? LEASE_GONE : LEASE_CONFLICT,
        .code = is_theirs                ? "theirs"
                : finding == DRIFT_GONE  ? "gone"
                : finding == DRIFT_MOVED ? "moved"
                                         : "conflict",
        .reason = reason.data,
        .remote_id = remote->id,
        .remote_version = remote->version,
        .remote_title = remote->title,
        .remote_author = remote->author,
        .remote_parent_id = remote->parent_id,
    };
    decision_open(ledger, page, &end);
    struct query *q = query(ledger->database, "UPDATE page SET code = ?, reason = ? WHERE id = ?");
    query_add_text(q, end.code);
    query_add_text(q, is_theirs ? "" : reason.data);
    query_add_number(q, page);
    query_run(q);
    ledger_touch(ledger, page);
    text_free(&reason);
}

/* publish.on_conflict: mine. The page is due; the uploader writes over it by the same policy. */
static void want_back(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page, "UPDATE page SET known_digest = NULL WHERE id = ?");
    wanted_change(ledger, page);
}

static void judge(struct ledger *ledger, const struct item_remote_page *remote, int64_t errand)
{
    struct query *q = query(ledger->database,
        /* What was left as somebody changed it is to stay as it was then: where only the manifest
           tells of that, its version is all that is known. */
        "SELECT p.id, p.version, coalesce(d.remote_title, p.known_title, ''), "
        "coalesce(d.remote_parent_id, p.known_parent_id, '') "
        "FROM page p LEFT JOIN decision d ON d.page = p.id AND d.kind = 'theirs' "
        "WHERE p.page_id = ?1 AND p.last_token < ?2 AND " IS_OPEN);
    query_add_text(q, remote->id);
    query_add_number(q, errand);
    if (!query_next(q))
        return;
    int64_t page = query_number(q, 0);
    struct drift_known known = {
        .version = query_number(q, 1), .title = query_text(q, 2), .parent_id = query_text(q, 3)
    };
    enum drift_finding finding = drift_judge(&known, remote);
    query_done(q);
    if (finding == DRIFT_NONE ||
        (finding == DRIFT_EDITED && recognise_take_later(ledger, page, remote)))
        return;
    if (finding != DRIFT_GONE && ledger->settings.on_conflict == ON_CONFLICT_MINE)
        want_back(ledger, page);
    else
        open_decision(ledger, page, remote, finding, known.version);
}

/* ---------------------------------------------------------------- the listing */

static void mark_seen(struct drift *drift, struct ledger *ledger, const char *id)
{
    struct query *q = query(ledger->database, "UPDATE page SET checked = ? WHERE page_id = ?");
    query_add_number(q, drift->number);
    query_add_text(q, id);
    query_run(q);
}

/* Those up to `last` that should have been listed, and were not. */
static void mark_missed(struct drift *drift, struct ledger *ledger, int64_t errand, int64_t last)
{
    struct query *q = query(ledger->database,
        "UPDATE page AS p SET is_missed = 1 WHERE p.checked <> ?1 AND p.last_token < ?2 AND "
        "p.id <= ?3 AND (?4 = 0 OR p.wanted <> p.known) AND " IS_OPEN);
    query_add_number(q, drift->number);
    query_add_number(q, errand);
    query_add_number(q, last);
    query_add_number(q, drift->scope == DRIFT_DUE);
    query_run(q);
}

static void take_listing(struct drift *drift, struct ledger *ledger, const struct errand *errand)
{
    const struct message_errand_report *found = &errand->found.errand_report;
    for (size_t i = 0; i < found->pages_count; i++) {
        mark_seen(drift, ledger, found->pages[i].id);
        judge(ledger, &found->pages[i], errand->number);
    }
    if (found->next < 0) {
        mark_missed(drift, ledger, errand->number, drift->after);
    } else if (found->next > errand->start) {
        drift->start = found->next;
    } else {
        /* The first errand's number: what was written while the listing went on is not missing. */
        mark_missed(drift, ledger, drift->number, INT64_MAX);
        drift->is_listed = true;
    }
}

static void take_look(struct ledger *ledger, const struct errand *errand)
{
    const struct message_errand_report *found = &errand->found.errand_report;
    struct item_remote_page none = {
        .id = errand->page_id, .status = "", .title = "", .parent_id = "", .author = ""
    };
    judge(ledger, found->pages_count > 0 ? &found->pages[0] : &none, errand->number);
}

void drift_take(
    struct drift *drift, struct ledger *ledger, struct errands *errands, struct errand *errand)
{
    const struct message_errand_report *found = &errand->found.errand_report;
    bool is_good = errand->found.type == MESSAGE_errand_report && found->outcome == LEASE_DONE;
    if (errand->number == drift->errand) {
        drift->errand = 0;
        if (!is_good) {
            drift->is_going = false;
            drift->not_before_ms = ledger->now_ms + DRIFT_AGAIN_MS;
            unicode_copy(
                drift->trouble, sizeof drift->trouble, found->reason == NULL ? "" : found->reason);
            log_warning("the pages in Confluence could not be checked: %s", drift->trouble);
        } else if (errand->kind == ERRAND_LOOK) {
            take_look(ledger, errand);
        } else {
            take_listing(drift, ledger, errand);
        }
    }
    errands_drop(errands, errand);
}

/* ---------------------------------------------------------------- going on */

/* A few pages in a space of unknown size are looked at one by one, where they cannot be asked for
   by id. */
static bool prefers_looks(const struct drift *drift, struct ledger *ledger)
{
    if (drift->scope != DRIFT_DUE || ledger->settings.is_cloud)
        return false;
    struct query *q = query(
        ledger->database, "SELECT count(*) FROM page p WHERE p.wanted <> p.known AND " IS_OPEN);
    return query_single(q, 0) <= LOOKS_AT_MOST;
}

void drift_begin(struct drift *drift, struct ledger *ledger, enum drift_scope scope)
{
    if (drift->is_going)
        return;
    *drift = (struct drift){ .is_going = true, .scope = scope, .number = ledger_next(ledger) };
    query_run(query(ledger->database, "UPDATE page SET is_missed = 0 WHERE is_missed = 1"));
    if (prefers_looks(drift, ledger)) {
        mark_missed(drift, ledger, drift->number, INT64_MAX);
        drift->is_listed = true;
    }
    ledger->has_uploads = true;
}

/* The next ids, one a line; false when there are none left. */
static bool gather_ids(struct drift *drift, struct ledger *ledger, struct text *ids)
{
    struct query *q = query(ledger->database,
        "SELECT p.id, p.page_id FROM page p WHERE p.id > ?1 AND p.checked <> ?2 AND "
        "(?3 = 0 OR p.wanted <> p.known) AND " IS_OPEN "ORDER BY p.id LIMIT ?4");
    query_add_number(q, drift->after);
    query_add_number(q, drift->number);
    query_add_number(q, drift->scope == DRIFT_DUE);
    query_add_number(q, DRIFT_PART);
    while (query_next(q)) {
        drift->after = query_number(q, 0);
        text_add_format(ids, "%s%s", ids->length > 0 ? "\n" : "", query_text(q, 1));
    }
    return ids->length > 0;
}

static bool want_listing(struct drift *drift, struct ledger *ledger, struct errand *wish)
{
    struct text ids = text_new(IDS_BYTES);
    bool is_wanted = gather_ids(drift, ledger, &ids) || drift->start > 0;
    *wish = (struct errand){ .kind = ERRAND_LISTING,
        .purpose = ERRAND_FOR_CHECK,
        .start = drift->start,
        .ids = text_take(&ids) };
    return is_wanted;
}

static bool want_look(struct ledger *ledger, struct errand *wish)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET is_missed = 0 WHERE id = (SELECT id FROM page WHERE is_missed = 1 "
        "LIMIT 1) RETURNING id, coalesce(source, path), page_id");
    *wish = (struct errand){ .kind = ERRAND_LOOK, .purpose = ERRAND_FOR_CHECK };
    if (!query_next(q))
        return false;
    wish->page = query_number(q, 0);
    struct blob path = query_blob(q, 1);
    wish->path = memory_copy_part((const char *)path.data, path.size);
    wish->page_id = memory_copy_text(query_text(q, 2));
    query_done(q);
    return true;
}

/* No place for it at the moment. */
static void want_later(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "UPDATE page SET is_missed = 1 WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
}

static void end_check(struct drift *drift, struct ledger *ledger)
{
    drift->is_going = false;
    if (drift->scope != DRIFT_ALL)
        return;
    database_set_number(ledger->database, "drift_checked_ms", ledger->now_ms);
    if (database_get_number(ledger->database, wanted_key, 0) != 0)
        database_set_number(ledger->database, wanted_key, 0);
}

void drift_next(struct drift *drift, struct ledger *ledger, struct errands *errands, int64_t now_ms)
{
    if (!drift->is_going || drift->errand != 0)
        return;
    struct errand wish = { .kind = ERRAND_LOOK };
    int64_t after = drift->after;
    bool is_more = !drift->is_listed && want_listing(drift, ledger, &wish);
    if (!is_more) {
        drift->is_listed = true;
        memory_free(&wish.ids);
        is_more = want_look(ledger, &wish);
    }
    if (is_more) {
        drift->errand = errands_add(errands, &wish, ledger_next(ledger), now_ms);
        ledger->has_uploads = true;
        if (drift->errand == 0 && wish.page != 0)
            want_later(ledger, wish.page);
        if (drift->errand == 0)
            drift->after = after;
    } else {
        end_check(drift, ledger);
    }
    memory_free(&wish.ids);
    memory_free(&wish.path);
    memory_free(&wish.page_id);
}

void drift_want(struct ledger *ledger)
{
    database_set_number(ledger->database, wanted_key, 1);
    ledger->has_uploads = true;
}

int64_t drift_due_ms(const struct drift *drift, struct ledger *ledger, int64_t hours)
{
    if (drift->is_going)
        return -1;
    if (database_get_number(ledger->database, wanted_key, 0) != 0)
        return drift->not_before_ms;
    if (hours <= 0)
        return -1;
    int64_t due = database_get_number(ledger->database, "drift_checked_ms", 0) + hours * hour_ms;
    return due > drift->not_before_ms ? due : drift->not_before_ms;
}
