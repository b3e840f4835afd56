/* SPDX-License-Identifier: MIT */
/* What the uploaders ask. */
#include "base/clock.h"
#include "base/log.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/order.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"
#include "statestore/answers_manifest.h"

#include <string.h>

/* Durations after which an uploader asks again when no hint came. */
enum {
    WAIT_CLOSED_MS = 5000,
    WAIT_CANARY_MS = 200,
    WAIT_IDLE_MS = 5000,
    SETTLED_AT_ONCE_MAX = 256
};

/* Only a process that the supervisor announced may change what is known. */
bool store_is_uploader(struct stage_run *run)
{
    struct store *store = store_of(run);
    if (!store->is_supervised)
        return true;
    for (size_t i = 0; i < store->now.uploader_count; i++) {
        if (store->now.uploaders[i] == stage_peer(run))
            return true;
    }
    log_warning("pid %ld is no uploader: its request was refused", stage_peer(run));
    stage_reply_refused(run, "no_uploader", "only an uploader of this supervisor may ask that");
    return false;
}

bool store_is_outdated(struct stage_run *run)
{
    struct store *store = store_of(run);
    for (size_t i = 0; i < store->now.uploader_count; i++) {
        if (store->now.uploaders[i] == stage_peer(run))
            return store->now.credentials[i] < store->now.credential;
    }
    return false; /* without a supervisor nobody replaces it */
}

static void reply_result(struct stage_run *run, enum known_result result)
{
    if (result == KNOWN_STALE)
        stage_reply_refused(run, "stale", "the page is leased to somebody else, or to nobody");
    else
        stage_reply_accepted(run, 0);
}

int64_t store_blocked_ms(const struct store *store)
{
    int64_t blocked = store->pace.blocked_until_ms - clock_now_ms();
    return blocked > 0 ? blocked : 0;
}

bool store_blocks_for_good(const struct store *store)
{
    return store_blocked_ms(store) > RUN_PATIENCE_MS ||
           pace_is_refused_for(&store->pace, RUN_PATIENCE_MS, clock_now_ms());
}

static void reply_none(struct stage_run *run, int64_t wait_ms)
{
    struct message answer = { .type = MESSAGE_lease_none };
    answer.lease_none.wait_ms = wait_ms;
    stage_reply(run, &answer);
}

static int64_t idle_wait(struct store *store)
{
    int64_t wait = lease_wait(&store->ledger);
    return wait < 0 || wait > WAIT_IDLE_MS ? WAIT_IDLE_MS : wait < 1 ? 1 : wait;
}

/* A credential that was refused before is probed with the one request that cannot lock an account
   further. */
const char *store_site_facts(struct store *store)
{
    char *facts = database_get_text(store->database, "site");
    struct text site = text_new(16 * 1024);
    bool is_probed =
        !store->now.gate.is_proved && database_get_number(store->database, "was_refused", 0) != 0;
    text_add_format(&site, "%s%s", facts, is_probed ? "probe=1\n" : "");
    const char *kept = memory_pool_copy(store->pool, site.data, site.length);
    text_free(&site);
    memory_free(&facts);
    return kept;
}

static bool give(struct stage_run *run, int64_t page)
{
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_lease_given };
    if (!lease_give(&store->ledger, page, stage_peer(run), store->pool, &answer.lease_given))
        return false;
    answer.lease_given.site = store_site_facts(store);
    char *revision = database_get_text(store->database, "revision");
    answer.lease_given.revision = memory_pool_copy(store->pool, revision, strlen(revision));
    memory_free(&revision);
    gate_gave(&store->now.gate, answer.lease_given.token);
    stage_reply(run, &answer);
    return true;
}

/* A page is made only where it is certain that no later life of this ledger has made it already,
   and calls it otherwise than its file says now: nothing would refuse the second. */
static bool is_doubtful(struct store *store, int64_t page)
{
    return !store->now.is_compared && lease_creates(&store->ledger, page);
}

/* The next page that is not in step. *is_more: so many were that others must get their turn, and
   there may be one behind them. */
static bool give_next(struct stage_run *run, bool *is_more)
{
    struct store *store = store_of(run);
    *is_more = false;
    for (int i = 0; i < SETTLED_AT_ONCE_MAX; i++) {
        int64_t page = lease_pick(&store->ledger);
        if (page == 0 && lease_count(&store->ledger) == 0 && order_waits(&store->ledger)) {
            order_review(&store->ledger); /* once all is there */
            page = lease_pick(&store->ledger);
        }
        if (page == 0)
            return false;
        if (is_doubtful(store, page)) {
            recognise_set_stage(&store->ledger, RECOGNISE_AGAIN);
            store_want_errands(store);
            return store_give_errand(run, false);
        }
        if (give(run, page))
            return true;
    }
    *is_more = true;
    return false;
}

static void reply_next(struct stage_run *run, bool is_reader)
{
    struct store *store = store_of(run);
    int64_t held = lease_of_pid(&store->ledger, stage_peer(run));
    if (held != 0 && !is_reader && give(run, held))
        return; /* the answer to the first asking was lost */
    if (store_is_outdated(run)) {
        reply_none(run, WAIT_CLOSED_MS);
        return;
    }
    store->now.has_writer = store->now.has_writer || !is_reader;
    if (!store->now.is_closing)
        store_want_errands(store);
    if (store_give_errand(run, is_reader))
        return;
    if (store->now.is_closing) {
        reply_none(run, WAIT_CLOSED_MS);
        return;
    }
    if (is_reader) {
        reply_none(run, idle_wait(store));
        return;
    }
    enum gate_state gate = gate_find(&store->now.gate, 0);
    int64_t wait_ms = gate_wait(&store->now.gate, clock_now_ms());
    if (gate == GATE_UNREACHABLE && wait_ms > 0) {
        reply_none(run, wait_ms < WAIT_CLOSED_MS ? wait_ms : WAIT_CLOSED_MS);
        return;
    }
    if (gate != GATE_OPEN && gate != GATE_UNREACHABLE) {
        reply_none(run, WAIT_CLOSED_MS);
        return;
    }
    int64_t out = lease_count(&store->ledger) + (int64_t)errands_count_out(&store->errands);
    if (!gate_lets_through(&store->now.gate, out)) {
        reply_none(run, WAIT_CANARY_MS);
        return;
    }
    if (store_is_recognising(store) || !run_is_scanned(&store->ledger)) {
        reply_none(run, WAIT_CANARY_MS);
        return;
    }
    bool is_more = false;
    if (!give_next(run, &is_more))
        reply_none(run, is_more ? 1 : idle_wait(store));
}

void store_answer_lease_ask(struct stage_run *run, const struct message *message)
{
    if (store_is_uploader(run))
        reply_next(run, message->lease_ask.is_reader);
}

/* The number is of a lease, or of an errand in work. */
static bool is_held(struct store *store, int64_t token)
{
    const struct errand *errand = errands_find(&store->errands, token);
    return (errand != NULL && errand->state == ERRAND_OUT) ||
           lease_page(&store->ledger, token) != 0;
}

static int64_t take_permit(struct store *store)
{
    int64_t wait_ms = pace_permit(&store->pace, clock_now_ms());
    if (wait_ms == 0)
        store->now.requests++;
    return wait_ms;
}

static void reply_permit(struct stage_run *run, int64_t wait_ms)
{
    struct message answer = { .type = MESSAGE_permit_given };
    answer.permit_given.wait_ms = wait_ms;
    stage_reply(run, &answer);
}

void store_answer_permit_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    if (!is_held(store, message->permit_ask.token)) {
        reply_result(run, KNOWN_STALE);
        return;
    }
    reply_permit(run, take_permit(store));
}

void store_answer_pace_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    const struct message_pace_report *report = &message->pace_report;
    struct pace_answer answer = { .status = (int)report->status,
        .retry_after_ms = report->retry_after_ms,
        .remaining = report->remaining,
        .is_near_limit = report->is_near_limit };
    if (pace_learn(&store->pace, &answer, clock_now_ms())) {
        database_set_number(
            store->database, "blocked_until_ms", clock_wall_ms() + store_blocked_ms(store));
        database_set_number(store->database, "rate_milli", (int64_t)(store->pace.rate * 1000.0));
        store->now.is_run_news = true;
    }
    stage_reply_accepted(run, 0);
}

void store_reply_end(
    struct stage_run *run, enum known_result result, bool wants_next, bool is_reader)
{
    if (result == KNOWN_STALE || !wants_next)
        reply_result(run, result);
    else
        reply_next(run, is_reader);
}

static void prove(struct stage_run *run)
{
    struct store *store = store_of(run);
    if (!store_is_outdated(run) && gate_prove(&store->now.gate)) {
        database_set_number(store->database, "was_refused", 0);
        store->ledger.has_uploads = true;
    }
}

void store_answer_site_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    if (!is_held(store, message->site_report.token)) {
        reply_result(run, KNOWN_STALE);
        return;
    }
    if (!store_is_outdated(run)) {
        database_set_text(store->database, "site", message->site_report.site);
        store_configure(store);
    }
    if (message->site_report.site[0] != '\0')
        prove(run);
    stage_reply_accepted(run, 0);
}

void store_answer_intent_record(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    if (lease_page(&store->ledger, message->intent_record.token) == 0) {
        reply_result(run, KNOWN_STALE);
        return;
    }
    int64_t wait_ms = take_permit(store);
    if (wait_ms == 0)
        (void)known_record_intent(&store->ledger, &message->intent_record); /* not stale */
    reply_permit(run, wait_ms);
}

void store_answer_step_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    const struct message_step_report *step = &message->step_report;
    enum known_result result = known_take_step(&store->ledger, step);
    if (result != KNOWN_STALE)
        prove(run);
    if (step->ends_lease) {
        struct message_lease_end end = { .token = step->token, .outcome = LEASE_DONE };
        gate_ended(&store->now.gate, end.token);
        result = known_end_lease(&store->ledger, &end);
    }
    store_reply_end(run, result, step->ends_lease && step->wants_next, false);
}

void store_answer_intent_drop(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (store_is_uploader(run))
        reply_result(run, known_drop_intent(&store->ledger, message->intent_drop.token));
}

/* Outcomes that concern everybody. */
static void close_gate(struct store *store, const struct message_lease_end *end)
{
    if (end->outcome == LEASE_CREDENTIALS) {
        database_set_number(store->database, "was_refused", 1);
        gate_close(&store->now.gate, GATE_CREDENTIALS, end->reason);
    } else {
        gate_close(&store->now.gate, GATE_SITE, end->reason);
    }
    log_error("nothing more is sent: %s", end->reason);
    store->now.is_run_news = true;
}

/* Codes of uploader/problems.def that mean: no working server was met. */
static bool is_unreachable(const struct message_lease_end *end)
{
    static const char *const codes[] = { "name", "connect", "tls", "silence", "broken", "server",
        "unreadable" };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(end->code, codes[i]) == 0)
            return end->outcome == LEASE_RETRY || end->outcome == LEASE_UNKNOWN;
    }
    return false;
}

/* Before any page Confluence did not do what it was asked, for now. Nothing else is tried there
   that could go better: without a pause the same would be asked without end. */
static bool is_in_the_way(
    const struct store *store, const struct message_lease_end *end, bool comes_again)
{
    if (store->now.gate.is_proved && !comes_again)
        return false; /* it is the page's matter */
    bool is_temporary = end->outcome == LEASE_RETRY || end->outcome == LEASE_UNKNOWN;
    return is_temporary && strcmp(end->code, "throttled") != 0 && strcmp(end->code, "stopped") != 0;
}

static void count_failure(struct store *store, const struct message_lease_end *end)
{
    bool was_open = store->now.gate.failures < GATE_FAILURES_SHUT;
    bool is_shut = true;
    bool is_met = strcmp(end->code, "name") != 0 && strcmp(end->code, "connect") != 0;
    if (strcmp(end->code, "tls") == 0)
        gate_distrust(&store->now.gate, clock_now_ms(), end->reason);
    else
        is_shut = gate_fail(&store->now.gate, clock_now_ms(), is_met, end->reason);
    /* It took most of a minute to find out: nobody is to sit through ten of them. */
    if (strcmp(end->code, "silence") == 0)
        is_shut = gate_fail(&store->now.gate, clock_now_ms(), is_met, end->reason) || is_shut;
    if (is_shut)
        known_clear_pages(&store->ledger);
    if (!is_shut || !was_open)
        return;
    log_warning("nothing is sent for a while: %s", end->reason);
    store->now.is_run_news = true;
}

void store_judge_end(struct stage_run *run, const struct message_lease_end *end, bool comes_again)
{
    struct store *store = store_of(run);
    gate_ended(&store->now.gate, end->token);
    if (store_is_outdated(run))
        return;
    if (end->outcome == LEASE_DONE)
        prove(run);
    if (is_unreachable(end) || is_in_the_way(store, end, comes_again)) {
        count_failure(store, end);
        store_fail_errands(store);
    }
    if (end->outcome == LEASE_CREDENTIALS || end->outcome == LEASE_SITE)
        close_gate(store, end);
}

void store_answer_lease_end(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    const struct message_lease_end *end = &message->lease_end;
    gate_ended(&store->now.gate, end->token);
    enum known_result result = known_end_lease(&store->ledger, end);
    if (result == KNOWN_TAKEN)
        store_judge_end(run, end, false);
    store_reply_end(run, result, end->wants_next, false);
}
