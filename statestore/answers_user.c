/* SPDX-License-Identifier: MIT */
/* What people ask, through command line and monitor. */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/unicode.h"
#include "ledger/adoption.h"
#include "ledger/decisions.h"
#include "ledger/marks.h"
#include "ledger/order.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "statestore/answers_manifest.h"
#include "statestore/run_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WARNINGS_MAX_BYTES = 4 * 1024 * 1024 };

void store_open_gate(struct store *store)
{
    gate_open(&store->now.gate);
    store->ledger.has_uploads = true;
}

void store_answer_run_begin(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    /* Whoever begins a run started this store for it: a scan that ended already is one of it. */
    bool is_scanned = store->now.has_scanned && !store->now.is_run;
    run_begin(&store->ledger, &message->run_begin, is_scanned);
    if (store->now.has_scanned && !is_scanned)
        store->now.scan_news = run_want_scan(&store->ledger);
    store->now.has_scanned = is_scanned;
    store->now.is_run = true;
    run_memory_keep(store, &message->run_begin);
    store->now.keep_failures = 0;
    store->now.began_ms = clock_now_ms();
    store->now.requests = 0;
    store->now.max_deletions = message->run_begin.max_deletions;
    store->now.gate.is_plan = message->run_begin.is_plan;
    store_configure(store);
    store->ledger.has_deletions = true; /* by other limits */
    store->ledger.settings.adopts = message->run_begin.adopts;
    if (message->run_begin.adopts)
        adoption_take_all(&store->ledger);
    store_open_gate(store);
    store->ledger.has_conversions = true; /* what seemed to be written to is not waited for */
    stage_reply_accepted(run, database_get_number(store->database, "run", 0));
}

/* Room may be made at any moment, so it goes on trying; a run does not wait for that. */
static void fill_stuck(struct store *store, struct message_run_known *known)
{
    enum { PATIENCE_MS = 5000, TROUBLE_BYTES = 8192 };
    struct text trouble = text_new(TROUBLE_BYTES);
    char *folder = unicode_printable(stage_config(store->run)->state);
    text_add_format(&trouble,
        "the state in %s cannot be written: %s; make room there, or name another folder with "
        "--state DIR",
        folder, database_trouble(store->database));
    memory_free(&folder);
    known->trouble = memory_pool_copy(store->pool, trouble.data, trouble.length);
    text_free(&trouble);
    known->is_stuck = store->unstored_ms - store->stuck_ms >= PATIENCE_MS;
    if (known->is_stuck && known->exit_code == 0)
        known->exit_code = EXIT_CODE_FAILURE;
}

static void fill_blocked(struct store *store, struct message_run_known *known)
{
    struct text trouble = text_new(256);
    text_add_format(&trouble,
        "Confluence limits our requests, for another %" PRId64
        " min: a run does not wait so long; start "
        "it again then, with a lower limits.requests_per_second if it happens often",
        known->gate_ms / 60000 + 1);
    known->trouble = memory_pool_copy(store->pool, trouble.data, trouble.length);
    text_free(&trouble);
}

static void fill_run(struct store *store, struct message_run_known *known)
{
    known->gate_ms = store_blocked_ms(store);
    if (store_blocks_for_good(store) && known->gate_ms <= RUN_PATIENCE_MS)
        known->gate_ms = RUN_PATIENCE_MS + 1; /* each block is short, and another follows */
    known->is_checked = !store->now.drift.is_going;
    known->check_trouble = store->now.drift.trouble;
    run_fill(&store->ledger, &store->now.gate, store->pool, known);
    known->is_paused = store->now.gate.is_paused || store->now.gate.is_held_back;
    known->uploaders = (int64_t)store->now.uploader_count;
    known->requests = store->now.requests;
    if (store_is_recognising(store))
        known->is_converted = known->is_settled = false;
    if (store->now.is_run && known->is_settled && store_keep_manifest(store))
        known->is_settled = false;
    if (store->now.is_run && known->gate_ms > RUN_PATIENCE_MS && known->trouble[0] == '\0')
        fill_blocked(store, known);
    if (store->stuck_ms > 0)
        fill_stuck(store, known);
}

void store_answer_run_ask(struct stage_run *run, const struct message *message)
{
    (void)message;
    struct message answer = { .type = MESSAGE_run_known };
    store_check_if_due(store_of(run)); /* a run may be over before the next review */
    if (gate_find(&store_of(run)->now.gate, 0) == GATE_PLAN)
        order_review(&store_of(run)->ledger); /* a plan tells of it, too */
    fill_run(store_of(run), &answer.run_known);
    stage_reply(run, &answer);
}

void store_publish_run(struct store *store)
{
    struct memory_pool *before = store->pool;
    store->pool = memory_pool_new();
    struct message_run_known known = { 0 };
    fill_run(store, &known);
    struct message event = { .type = MESSAGE_run_changed };
    struct message_run_changed *changed = &event.run_changed;
    changed->sequence = known.sequence;
    changed->pages = known.pages;
    changed->to_convert = known.to_convert;
    changed->to_upload = known.to_upload;
    changed->held = known.held;
    changed->failed = known.failed;
    changed->requests = known.requests;
    changed->is_paused = known.is_paused;
    changed->gate = known.gate;
    changed->gate_ms = known.gate_ms;
    stage_publish(store->run, &event);
    memory_pool_free(&store->pool);
    store->pool = before;
}

void store_answer_statuses_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_statuses_known };
    status_list(&store->ledger, &message->statuses_ask, store->pool, &answer.statuses_known);
    stage_reply(run, &answer);
}

void store_answer_plan_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_plan_known };
    run_plan(&store->ledger, &message->plan_ask, store->pool, &answer.plan_known);
    stage_reply(run, &answer);
}

void store_answer_warnings_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct query *q = query(store->database,
        "SELECT p.id, p.warnings, coalesce(e.error, p.error, ''), coalesce(d.kind, ''), "
        "coalesce(d.remote_id, ''), coalesce(d.is_below, 0) FROM page p LEFT JOIN entry e ON "
        "e.path = p.source LEFT JOIN decision d ON d.page = p.id WHERE p.source = ?1 OR p.path = "
        "?1 ORDER BY p.is_present DESC LIMIT 1");
    query_add_path(q, message->warnings_ask.path);
    if (!query_next(q)) {
        stage_reply_refused(run, "not_found", "no page is made from that file");
        return;
    }
    struct text warnings = text_new(WARNINGS_MAX_BYTES);
    int64_t page = query_number(q, 0);
    text_add_string(&warnings, query_text(q, 1));
    char *error = memory_copy_text(query_text(q, 2));
    char *decision = memory_copy_text(query_text(q, 3));
    char *remote_id = memory_copy_text(query_text(q, 4));
    bool is_below = query_number(q, 5) != 0;
    query_done(q);
    marks_problems(&store->ledger, page, &warnings);
    titles_explain(&store->ledger, page, &warnings);
    struct message answer = { .type = MESSAGE_warnings_known };
    answer.warnings_known.warnings = warnings.data;
    answer.warnings_known.error = error;
    answer.warnings_known.decision = decision;
    answer.warnings_known.remote_id = remote_id;
    answer.warnings_known.is_below = is_below;
    stage_reply(run, &answer);
    text_free(&warnings);
    memory_free(&error);
    memory_free(&decision);
    memory_free(&remote_id);
}

/* ---------------------------------------------------------------- control */

static void try_again(struct store *store)
{
    store_open_gate(store);
    /* One of two pages with a title may have another by now; two files are the tree's matter. */
    query_run(query(store->database, "DELETE FROM decision WHERE kind = 'clash' AND page IN "
                                     "(SELECT id FROM page WHERE title IS NOT NULL)"));
    query_run(query(store->database,
        "UPDATE page SET tries = 0, not_before = 0, crashes = 0, hold = CASE WHEN hold IN "
        "('rejected', 'forbidden', 'crashes', 'gone') OR (hold = 'clash' AND title IS NOT NULL) "
        "THEN NULL ELSE hold END WHERE tries > 0 OR not_before > 0 OR hold IS NOT NULL"));
    query_run(query(store->database, "UPDATE entry SET crashes = 0, error = NULL, made_from = 0 "
                                     "WHERE crashes > 0 OR error IS NOT NULL"));
    struct query *q = query(store->database, "SELECT id FROM page WHERE letter NOT IN ('', '=')");
    while (query_next(q))
        ledger_touch(&store->ledger, query_number(q, 0));
    store->ledger.has_conversions = true;
}

void store_set_paused(struct store *store, bool is_paused)
{
    database_set_number(store->database, "is_paused", is_paused);
    if (!is_paused)
        store_open_gate(store);
}

static void pause_or_resume(struct store *store, bool is_paused)
{
    gate_pause(&store->now.gate, is_paused);
    store_set_paused(store, is_paused);
    store->now.pause_news = is_paused ? CONTROL_pause : CONTROL_resume;
}

/* Verbs that are the supervisor's to carry out. */
static bool pass_on(struct stage_run *run, const struct message_control_ask *ask)
{
    static const struct {
        const char *verb;
        enum control_verb control;
    } verbs[] = { { "scale", CONTROL_scale }, { "stop", CONTROL_stop },
        { "restart", CONTROL_restart }, { "reload", CONTROL_reload } };
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(ask->verb, verbs[i].verb) != 0)
            continue;
        struct control control = { .verb = verbs[i].control, .number = (long)ask->number };
        snprintf(control.text, sizeof control.text, "%s", ask->text);
        if (strlen(ask->text) >= sizeof control.text)
            stage_reply_refused(run, "too_long", "no stage has a name as long as that");
        else if (stage_control(run, &control) < 0)
            stage_reply_refused(run, "no_supervisor", "no supervisor is running");
        else
            stage_reply_accepted(run, 0);
        return true;
    }
    return false;
}

void store_answer_control_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    const struct message_control_ask *ask = &message->control_ask;
    if (strcmp(ask->verb, "scale") == 0 &&
        (ask->number < 1 || ask->number > CONTROL_UPLOADERS_MOST)) {
        stage_reply_refused(run, "out_of_range", "there can be 1 to 32 uploaders");
        return;
    }
    /* The supervisor gives no answer. */
    if (strcmp(ask->verb, "restart") == 0 && !crew_has(&store->crew, ask->text)) {
        stage_reply_refused(run, "not_found", "no stage of that name runs");
        return;
    }
    if (pass_on(run, ask))
        return;
    if (strcmp(ask->verb, "pause") == 0 || strcmp(ask->verb, "resume") == 0) {
        pause_or_resume(store, ask->verb[0] == 'p');
    } else if (strcmp(ask->verb, "rescan") == 0) {
        store->now.scan_news = run_want_scan(&store->ledger);
    } else if (strcmp(ask->verb, "retry") == 0) {
        try_again(store);
    } else if (strcmp(ask->verb, "check") == 0) {
        bool is_due = strcmp(ask->text, "due") == 0;
        drift_begin(&store->now.drift, &store->ledger, is_due ? DRIFT_DUE : DRIFT_ALL);
        store_follow_drift(store);
    } else {
        stage_reply_refused(run, "unknown_verb", "there is no such control");
        return;
    }
    store->now.is_run_news = true;
    stage_reply_accepted(run, 0);
}

void store_answer_decision_take(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    const char *code = "";
    const char *reason = "";
    int64_t settled = decision_take(&store->ledger, &message->decision_take, &code, &reason);
    if (settled < 0)
        stage_reply_refused(run, code, reason);
    else
        stage_reply_accepted(run, settled);
}
