/* SPDX-License-Identifier: MIT */
#include "statestore/answers_manifest.h"

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "ledger/outdated.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"
#include "ledger/snapshot.h"

#include <string.h>
#include <sys/random.h>

static const char next_runner_key[] = "runner";     /* of the manifest to be written next, or */
static const char runner_key[] = "manifest_runner"; /* in work; of the one that we agree with */

enum { QUIET_MS = 60 * 1000, KEEP_FAILURES_MAX = 4 };

/* ---------------------------------------------------------------- wanting */

static void want(struct store *store, enum errand_kind kind)
{
    struct errand wish = { .kind = kind, .purpose = ERRAND_FOR_TREE };
    if (errands_of_kind(&store->errands, kind) != NULL)
        return;
    (void)errands_add(/* too many: it is wanted again with the next question */
        &store->errands, &wish, ledger_next(&store->ledger), clock_now_ms());
    store->ledger.has_uploads = true;
}

/* Nothing is asked before it is certain that something goes out, nor before the run that it is
   counted in. The other files may be read meanwhile. */
static bool needs_manifest(struct store *store)
{
    bool is_waiting = store->now.gate.is_held_back && !store->now.is_run;
    return !is_waiting && run_is_scanned(&store->ledger) && lease_is_ahead(&store->ledger);
}

/* What the manifest says is compared with what the files say, all of them. */
static bool may_take(struct store *store, const struct errand *errand)
{
    const struct message *found = &errand->found;
    bool is_manifest = errand->kind == ERRAND_MANIFEST && found->type == MESSAGE_errand_report &&
                       found->errand_report.outcome == LEASE_DONE;
    return !is_manifest || run_is_converted(&store->ledger);
}

static void take_manifest(struct store *store)
{
    struct errand *errand = errands_of_kind(&store->errands, ERRAND_MANIFEST);
    if (errand != NULL && errand->state == ERRAND_DONE)
        store_take_tree_errand(store, errand);
}

void store_want_errands(struct store *store)
{
    if (store->now.gate.closed != GATE_OPEN)
        return;
    take_manifest(store);
    enum recognise_stage stage = recognise_review(&store->ledger);
    if (stage == RECOGNISE_SPACE)
        want(store, ERRAND_SPACE);
    else if (stage == RECOGNISE_AGAIN || (stage == RECOGNISE_MANIFEST && needs_manifest(store)))
        want(store, ERRAND_MANIFEST);
}

void store_follow_doubt(struct store *store)
{
    struct store_memory *now = &store->now;
    enum ledger_doubt doubt = store->ledger.doubt;
    store->ledger.doubt = DOUBT_NONE;
    if (doubt == DOUBT_NONE || recognise_stage(&store->ledger) != RECOGNISE_OVER)
        return;
    bool is_new = now->later_ms == 0 || clock_now_ms() - now->later_ms > DRIFT_AGAIN_MS;
    if (doubt == DOUBT_LATER && is_new) {
        now->later_ms = clock_now_ms();
        recognise_set_stage(&store->ledger, RECOGNISE_AGAIN);
    } else if (!now->is_compared) {
        recognise_set_stage(&store->ledger, RECOGNISE_AGAIN);
    }
}

bool store_is_recognising(struct store *store)
{
    enum recognise_stage stage = recognise_stage(&store->ledger);
    if (stage == RECOGNISE_OVER || store->now.gate.closed != GATE_OPEN ||
        gate_has_given_up(&store->now.gate) || store->now.uploader_count == 0 ||
        store_blocks_for_good(store))
        return false;
    return stage != RECOGNISE_MANIFEST || needs_manifest(store);
}

bool store_wants_recogniser(struct store *store)
{
    if (!store_is_recognising(store))
        return false;
    enum recognise_stage stage = recognise_stage(&store->ledger);
    const struct errand *errand = errands_of_kind(&store->errands, ERRAND_MANIFEST);
    if (errand == NULL)
        errand = errands_of_kind(&store->errands, ERRAND_SPACE);
    if (errand != NULL && errand->state != ERRAND_DONE)
        return errand->state == ERRAND_WAITING;
    bool is_compared = stage == RECOGNISE_COMPARE || errand != NULL;
    return !is_compared || run_is_converted(&store->ledger);
}

bool store_keep_manifest(struct store *store)
{
    if (!ledger_has_manifest_changes(&store->ledger) ||
        store->now.keep_failures >= KEEP_FAILURES_MAX ||
        recognise_stage(&store->ledger) != RECOGNISE_OVER || store->now.uploader_count == 0 ||
        gate_find(&store->now.gate, store_blocked_ms(store)) != GATE_OPEN)
        return false;
    want(store, ERRAND_KEEP);
    return true;
}

/* Whoever stops does not wait for a server that is slow to take anything. */
bool store_is_closed(struct store *store)
{
    bool can_keep = store->now.has_writer && store->now.keep_failures < KEEP_FAILURES_MAX &&
                    recognise_stage(&store->ledger) == RECOGNISE_OVER &&
                    gate_find(&store->now.gate, store_blocked_ms(store)) == GATE_OPEN;
    if (!can_keep)
        return true;
    return lease_count(&store->ledger) == 0 && !store_keep_manifest(store);
}

static void keep_now(struct stage_run *run)
{
    struct store *store = store_of(run);
    int64_t wait_ms = store->changed_ms + QUIET_MS - clock_now_ms();
    if (wait_ms > 0) {
        stage_after(run, wait_ms, keep_now);
        return;
    }
    store->keeps_later = false;
    store->now.keep_failures = 0;
    if (store_keep_manifest(store))
        stage_publish(run, &(struct message){ .type = MESSAGE_uploads_waiting });
    store->ledger.has_uploads = false;
}

void store_keep_later(struct store *store)
{
    store->changed_ms = clock_now_ms();
    if (!store->keeps_later)
        stage_after(store->run, QUIET_MS, keep_now);
    store->keeps_later = true;
}

/* ---------------------------------------------------------------- giving */

/* A name for the next manifest of ours. A new one each time: a copy of this state folder, made
   before and put back behind it, does not take it for its own. */
static const char *runner_name(struct store *store)
{
    char *kept = database_get_text(store->database, next_runner_key);
    if (kept[0] == '\0') {
        unsigned char bytes[12];
        char hex[2 * sizeof bytes + 1];
        if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
            memset(bytes, 0, sizeof bytes);
        hex_print(bytes, sizeof bytes, hex);
        database_set_text(store->database, next_runner_key, hex);
        memory_free(&kept);
        kept = memory_copy_text(hex);
    }
    const char *name = memory_pool_copy(store->pool, kept, strlen(kept));
    memory_free(&kept);
    return name;
}

static void fill_keep(
    struct store *store, struct errand *errand, struct message_errand_given *given)
{
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    /* What changes from here on is not in it. */
    errand->version = database_get_number(store->database, "manifest_changes", 0);
    errand->start = store->ledger.number;
    if (snapshot_pack(&store->ledger, &packed) == 0) {
        given->manifest.size = packed.length;
        given->manifest.data =
            (const unsigned char *)memory_pool_copy(store->pool, packed.data, packed.length);
    }
    text_free(&packed);
    char *parts = database_get_text(store->database, "manifest_parts");
    given->parts = memory_pool_copy(store->pool, parts, strlen(parts));
    memory_free(&parts);
    given->runner = runner_name(store);
}

void store_fill_tree_errand(
    struct store *store, struct errand *errand, struct message_errand_given *given)
{
    if (errand->kind == ERRAND_KEEP)
        fill_keep(store, errand, given);
    if (errand->kind != ERRAND_SPACE)
        return;
    if (store->space_from == NULL)
        store->now.space_requests = recognise_budget(&store->ledger);
    given->from = store->space_from == NULL ? "" : store->space_from;
    given->requests = store->now.space_requests;
}

/* ---------------------------------------------------------------- taking */

static void keep_parts(struct store *store, const struct message_errand_report *report)
{
    database_set_text(store->database, "manifest_parts", report->parts);
}

static void take_space(struct store *store, const struct message_errand_report *report)
{
    enum { REQUESTS_OF_ONE = 4 }; /* SPACE_PARTS_MOST of uploader/survey.c */
    bool is_first = store->space_from == NULL;
    recognise_take_pages(&store->ledger, report->pages, report->pages_count, is_first);
    memory_free(&store->space_from);
    store->now.space_requests -= REQUESTS_OF_ONE;
    if (report->from[0] != '\0' && store->now.space_requests > 0) {
        store->space_from = memory_copy_text(report->from);
        return;
    }
    recognise_pages(&store->ledger, report->account_id);
}

/* Written by somebody else since we did, or by ourselves in a life that this state knows nothing
 * of. */
static bool is_newer(struct store *store, const struct message_errand_report *report)
{
    char *next = database_get_text(store->database, next_runner_key);
    char *last = database_get_text(store->database, runner_key);
    bool is_ours = strcmp(report->runner, next) == 0 || strcmp(report->runner, last) == 0;
    memory_free(&next);
    memory_free(&last);
    return report->manifest.size > 0 && !report->is_torn && !is_ours;
}

/* What is there is known from now on. True if it is news. */
static bool take_found(struct store *store, const struct message_errand_report *report)
{
    bool is_first = recognise_stage(&store->ledger) == RECOGNISE_MANIFEST;
    bool is_news = is_first || is_newer(store, report);
    keep_parts(store, report);
    store->now.is_compared = true;
    if (!is_news && report->manifest.size > 0 && !report->is_torn)
        return false;
    database_set_text(store->database, runner_key, report->runner);
    if (recognise_take_manifest(&store->ledger, report->manifest, report->is_torn) && !is_first)
        drift_want(&store->ledger);
    return is_news;
}

static void take_manifest_report(struct store *store, const struct message_errand_report *report)
{
    bool is_later = store->now.later_ms != 0;
    bool is_news = take_found(store, report);
    recognise_set_stage(&store->ledger, is_news ? RECOGNISE_COMPARE : RECOGNISE_OVER);
    if (is_later)
        drift_want(&store->ledger);
}

/* Another one wrote: what it knows is put together with what we know, and written again. Where that
   happened while this run was at work, two of them work on one space. */
static void take_beaten(struct store *store, const struct message_errand_report *report)
{
    int64_t ran_ms = clock_now_ms() - store->now.began_ms;
    bool is_rival = report->age_ms >= 0 && report->age_ms <= ran_ms;
    store->now.keep_failures++;
    store_keep_later(store);
    if (!take_found(store, report))
        return;
    log_warning("another cmsync wrote the manifest of this space %s: both are put together",
        is_rival ? "at the same time" : "meanwhile");
    if (is_rival)
        database_set_number(store->database, "run_rival", 1);
    recognise_set_stage(&store->ledger, RECOGNISE_COMPARE);
}

static void take_keep(
    struct store *store, const struct errand *errand, const struct message_errand_report *report)
{
    if (report->is_beaten) {
        take_beaten(store, report);
        return;
    }
    keep_parts(store, report);
    database_set_number(store->database, "manifest_kept", errand->version);
    database_set_text(store->database, runner_key, report->runner);
    database_set_text(store->database, next_runner_key, "");
    outdated_agree(&store->ledger, errand->start);
    log_info("the manifest is written");
}

static void fail(struct store *store, enum errand_kind kind, bool is_lasting, const char *reason)
{
    if (kind == ERRAND_KEEP) {
        struct text trouble = text_new(4096);
        text_add_format(&trouble, "cannot write the manifest: %.3000s", reason);
        log_warning("%s", trouble.data);
        database_set_text(store->database, "run_trouble", trouble.data);
        text_free(&trouble);
        store->now.keep_failures = KEEP_FAILURES_MAX; /* the next run, or in a while */
        store_keep_later(store);
    } else if (is_lasting) {
        store->now.is_compared = true; /* as well as can be */
        log_warning("pages are not recognised from Confluence: %s", reason);
        recognise_set_stage(&store->ledger, RECOGNISE_OVER);
    }
}

static void take(
    struct store *store, const struct errand *errand, const struct message_errand_report *report)
{
    enum errand_kind kind = errand->kind;
    if (report->outcome != LEASE_DONE) {
        bool is_lasting = report->outcome != LEASE_RETRY && report->outcome != LEASE_UNKNOWN &&
                          report->outcome != LEASE_CREDENTIALS && report->outcome != LEASE_SITE;
        fail(store, kind, is_lasting, report->reason);
        return;
    }
    if (kind == ERRAND_MANIFEST) {
        take_manifest_report(store, report);
    } else if (kind == ERRAND_SPACE) {
        take_space(store, report);
    } else if (kind == ERRAND_KEEP) {
        take_keep(store, errand, report);
    }
    store->ledger.has_uploads = true;
}

void store_take_tree_errand(struct store *store, struct errand *errand)
{
    if (!may_take(store, errand))
        return;
    if (errand->found.type == MESSAGE_errand_report) /* else it is asked for again */
        take(store, errand, &errand->found.errand_report);
    errands_drop(&store->errands, errand);
}
