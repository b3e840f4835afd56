/* SPDX-License-Identifier: MIT */
#include "statestore/statestore.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/path.h"
#include "config/fingerprint.h"
#include "config/site_url.h"
#include "ledger/clock_set.h"
#include "ledger/deletions.h"
#include "ledger/differences.h"
#include "ledger/gallery.h"
#include "ledger/leases.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"
#include "statestore/answers_manifest.h"
#include "statestore/batch.h"
#include "statestore/promises.h"
#include "statestore/run_memory.h"
#include "statestore/sealing.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    REVIEW_MS = 1000,
    DEAD_HOLDERS_MS = 1000, /* the supervisor announces the living at once */
    SILENT_HOLDERS_MS = 10000,
};

static const int64_t watching_grace_ms = 60 * 1000;

struct store *store_of(struct stage_run *run)
{
    return stage_state(run);
}

/* ---------------------------------------------------------------- the supervisor's records */

/* A refusal is of the credential that was sent: with another one the gate opens, however late the
   last word on the old one came. */
static void add_uploader(struct store *store, long pid, long credential)
{
    size_t i = 0;
    while (i < store->now.uploader_count && store->now.uploaders[i] != pid)
        i++;
    if (i == STORE_UPLOADERS_MAX)
        return;
    store->now.uploaders[i] = pid;
    store->now.credentials[i] = credential;
    if (i == store->now.uploader_count)
        store->now.uploader_count++;
    if (credential <= store->now.credential)
        return;
    store->now.credential = credential;
    store_open_gate(store);
}

static void remove_uploader(struct store *store, long pid)
{
    for (size_t i = 0; i < store->now.uploader_count; i++) {
        if (store->now.uploaders[i] != pid)
            continue;
        store->now.uploader_count--;
        store->now.uploaders[i] = store->now.uploaders[store->now.uploader_count];
        store->now.credentials[i] = store->now.credentials[store->now.uploader_count];
    }
}

static void process_died(struct store *store, const struct control *control)
{
    bool is_own_fault = control->detail != 0;
    if (control->number == store->now.converter) {
        store->now.converter = 0;
        wanted_converter_died(&store->ledger, is_own_fault);
        return;
    }
    remove_uploader(store, control->number);
    int64_t page = lease_of_pid(&store->ledger, control->number);
    if (page != 0)
        gate_ended(&store->now.gate, store->now.gate.canary);
    struct errand *errand = errands_of_pid(&store->errands, control->number);
    if (errand != NULL) {
        gate_ended(&store->now.gate, errand->number);
        errands_release(&store->errands, control->number, clock_now_ms());
        store_follow_drift(store);
        store->ledger.has_uploads = true;
    }
    lease_expire_pid(&store->ledger, control->number, is_own_fault);
}

/* The supervisor's pause (its option or signal) ends with it; its resume is a person's word. */
static void hold_back(struct store *store, const struct control *control)
{
    bool is_pause = control->verb == CONTROL_pause;
    if (gate_hold_back(&store->now.gate, is_pause, control->detail != 0) && !is_pause)
        store_set_paused(store, false);
}

static void take_stage(struct store *store, const struct control *control)
{
    size_t length = strcspn(control->text, " ");
    char *name = memory_copy_part(control->text, length);
    if (strcmp(name, "converter") == 0 && control->number > 0)
        store->now.converter = control->number;
    /* Nobody watched before this supervisor, and its watcher scans just now. A command that asks a
       store alone tells of no stage, and leaves what was found out. Told before there are
       uploaders. */
    if (strcmp(name, "statestore") == 0 && !store->now.has_scanned)
        run_forget_scan(&store->ledger);
    struct crew_member member = {
        .pid = control->number, .restarts = control->detail, .since_ms = clock_wall_ms()
    };
    snprintf(member.name, sizeof member.name, "%s", name);
    snprintf(member.state, sizeof member.state, "%s",
        control->text[length] == ' ' ? control->text + length + 1 : "");
    crew_tell(&store->crew, &member);
    struct message event = { .type = MESSAGE_stage_changed };
    event.stage_changed.name = name;
    event.stage_changed.pid = control->number;
    event.stage_changed.state = member.state;
    stage_publish(store->run, &event);
    memory_free(&name);
}

static void reload(struct store *store)
{
    store_configure(store);
    store_open_gate(store);
    store->is_stirred = true;
}

static void take_record(struct store *store, const struct control *control)
{
    if (control->verb == CONTROL_uploader)
        add_uploader(store, control->number, control->detail);
    else if (control->verb == CONTROL_reaped)
        process_died(store, control);
    else if (control->verb == CONTROL_pause || control->verb == CONTROL_resume)
        hold_back(store, control);
    else if (control->verb == CONTROL_close)
        store->now.is_closing = true;
    else if (control->verb == CONTROL_stage)
        take_stage(store, control);
    else if (control->verb == CONTROL_reload)
        reload(store);
}

/* Nobody repeats a record: where it cannot be written, it waits until it can. */
static void take_missed(struct stage_run *run)
{
    struct store *store = store_of(run);
    batch_begin(run);
    database_promise(store->database);
    for (size_t i = 0; i < store->missed_count; i++)
        take_record(store, &store->missed[i]);
    if (batch_end(run) < 0)
        return;
    store->missed_count = 0;
    memory_free(&store->missed);
}

static void on_control(struct stage_run *run, const struct control *control)
{
    struct store *store = store_of(run);
    if (store->missed_count == STORE_MISSED_MAX) /* a store that starts anew is told all again */
        fatal("the state cannot be written, and there is too much to write");
    store->missed = memory_grow(store->missed, store->missed_count + 1, sizeof *store->missed);
    store->missed[store->missed_count++] = *control;
    take_missed(run);
}

/* ---------------------------------------------------------------- timers */

/* Leases whose holder died while no store was there to hear it. */
static void expire_dead(struct stage_run *run)
{
    struct store *store = store_of(run);
    struct query *q = query(store->database, "SELECT pid FROM lease");
    long living[STORE_UPLOADERS_MAX];
    size_t count = 0;
    while (query_next(q)) {
        long pid = (long)query_number(q, 0);
        if (count < STORE_UPLOADERS_MAX && (kill((pid_t)pid, 0) == 0 || errno == EPERM))
            living[count++] = pid;
    }
    batch_begin(run);
    lease_expire_others(&store->ledger, living, count);
    if (batch_end(run) < 0)
        stage_after(run, DEAD_HOLDERS_MS, expire_dead);
}

/* Leases of processes that live but are nobody's uploader (a number used again). */
static void expire_silent(struct stage_run *run)
{
    struct store *store = store_of(run);
    batch_begin(run);
    lease_expire_others(&store->ledger, store->now.uploaders, store->now.uploader_count);
    if (batch_end(run) < 0)
        stage_after(run, DEAD_HOLDERS_MS, expire_silent);
}

static void kill_overdue(struct store *store)
{
    long pids[STORE_UPLOADERS_MAX];
    size_t count = lease_list_overdue(&store->ledger, pids, STORE_UPLOADERS_MAX);
    for (size_t i = 0; i < count; i++) {
        log_warning("the uploader with pid %ld holds a page for too long: it is ended", pids[i]);
        stage_control(store->run, &(struct control){ .verb = CONTROL_kill, .number = pids[i] });
    }
}

/* When the next check for changes in Confluence is due, by the wall clock; -1: none is. */
static int64_t next_check(struct store *store)
{
    bool may_ask = gate_find(&store->now.gate, 0) == GATE_OPEN && !store_is_recognising(store);
    int64_t hours = stage_config(store->run)->publish.drift_check_hours;
    return may_ask ? drift_due_ms(&store->now.drift, &store->ledger, hours) : -1;
}

void store_check_if_due(struct store *store)
{
    int64_t check_ms = next_check(store);
    if (check_ms >= 0 && check_ms <= store->ledger.now_ms)
        drift_begin(&store->now.drift, &store->ledger, DRIFT_ALL);
    store_follow_drift(store);
}

/* When review() has to look again although nothing happened. */
static int64_t next_review(struct store *store, int64_t deletions_ms)
{
    int64_t wait = lease_wait(&store->ledger);
    int64_t check_ms = next_check(store);
    if (check_ms >= 0 && (wait < 0 || check_ms - store->ledger.now_ms < wait))
        wait = check_ms > store->ledger.now_ms ? check_ms - store->ledger.now_ms : 0;
    if (wait < 0 || (deletions_ms >= 0 && deletions_ms < wait))
        wait = deletions_ms;
    if (lease_count(&store->ledger) > 0 || store_blocked_ms(store) > 0)
        wait = 0;
    return wait < 0 ? INT64_MAX : clock_now_ms() + wait;
}

/* A deletion is believed after a complete look at the folder, and events alone are none: without
   asking for one it would wait for the next that is made anyway. Milliseconds until it is asked
   for; -1: never. A run looks by itself. */
static int64_t prove_deletions(struct store *store)
{
    if (store->now.is_run || store->now.is_closing)
        return -1;
    int64_t asked_ms = store->ledger.proof_ms == 0 ? DELETION_PROOF_AGAIN_MS
                                                   : clock_now_ms() - store->ledger.proof_ms;
    int64_t wait = deletions_proof_wait(&store->ledger, asked_ms);
    if (wait != 0)
        return wait;
    store->now.scan_news = run_want_scan(&store->ledger);
    store->ledger.proof_ms = clock_now_ms();
    return DELETION_PROOF_AGAIN_MS;
}

/* Another one begins anew and finds in Confluence what there is, once it was told all files again.
   Who waits for a run would wait for ever: that one ends. */
static void leave_lost_file(struct stage_run *run)
{
    struct store *store = store_of(run);
    log_error("somebody removed or replaced %s while it was used", store->ledger_file);
    if (store->now.is_run) {
        stage_control(run, &(struct control){ .verb = CONTROL_stop });
    } else {
        stage_control(run, &(struct control){ .verb = CONTROL_restart, .text = "watcher" });
        stage_stop(run, STAGE_EXIT_AGAIN);
    }
}

/* What changes by the passing of time. Idle, it costs nothing. */
static void review(struct stage_run *run)
{
    struct store *store = store_of(run);
    if (!store->has_lost_file && database_has_moved(store->database)) {
        store->has_lost_file = true;
        leave_lost_file(run);
        return;
    }
    if (!store->is_stirred && clock_now_ms() < store->review_at_ms)
        return;
    store->is_stirred = false;
    if (store->missed_count > 0)
        take_missed(run);
    batch_begin(run);
    kill_overdue(store);
    store_check_if_due(store);
    int64_t deletions_ms = deletions_review(&store->ledger);
    int64_t proof_ms = prove_deletions(store);
    if (deletions_ms < 0 || (proof_ms >= 0 && proof_ms < deletions_ms))
        deletions_ms = proof_ms;
    status_review(&store->ledger);
    store->review_at_ms = next_review(store, deletions_ms);
    if (batch_end(run) == 0)
        store_publish_run(store);
}

/* ---------------------------------------------------------------- opening and closing */

static char *ledger_path(const struct config *config)
{
    /* Another site or space is another ledger: page ids of one mean nothing in the other. */
    struct text where = text_new(8192);
    text_add_format(&where, "%s\n%s", config->site.url, config->site.space);
    struct digest digest = digest_of(where.data, where.length);
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, hex);
    text_cut(&where, 0);
    text_add_format(&where, "ledger-%.8s.db", hex);
    char *path = path_join(config->state, where.data);
    text_free(&where);
    return path;
}

/* What the configuration says, else what an uploader found, else what the address looks like. */
static bool seems_cloud(struct store *store, const struct config *config)
{
    if (config->site.edition != CONFIG_EDITION_auto)
        return config->site.edition == CONFIG_EDITION_cloud;
    char *edition = differences_site_value(&store->ledger, "edition");
    bool is_cloud = edition == NULL
                        ? config->site.api_url[0] != '\0' || site_url_seems_cloud(config->site.url)
                        : strcmp(edition, "cloud") == 0;
    memory_free(&edition);
    return is_cloud;
}

/* Pages are made for an edition: when it turns out to be the other one, all are made anew. */
static void set_edition(struct store *store, bool is_cloud)
{
    int64_t made_for = database_get_number(store->database, "made_for_cloud", -1);
    store->ledger.settings.is_cloud = is_cloud;
    if (made_for == is_cloud)
        return;
    database_set_number(store->database, "made_for_cloud", is_cloud);
    if (made_for >= 0)
        wanted_make_anew(&store->ledger);
}

void store_configure(struct store *store)
{
    const struct config *config = stage_config(store->run);
    struct ledger_settings *settings = &store->ledger.settings;
    settings->on_delete = config->publish.on_delete == CONFIG_ON_DELETE_keep  ? ON_DELETE_KEEP
                          : config->publish.on_delete == CONFIG_ON_DELETE_ask ? ON_DELETE_ASK
                                                                              : ON_DELETE_TRASH;
    settings->on_conflict =
        config->publish.on_conflict == CONFIG_ON_CONFLICT_mine     ? ON_CONFLICT_MINE
        : config->publish.on_conflict == CONFIG_ON_CONFLICT_theirs ? ON_CONFLICT_THEIRS
                                                                   : ON_CONFLICT_ASK;
    settings->max_deletions =
        store->now.max_deletions >= 0 ? store->now.max_deletions : config->limits.max_deletions;
    settings->deletion_grace_ms = store->now.is_run ? 0 : watching_grace_ms;
    settings->said_ms = store->now.is_run ? store->opened_ms : 0;
    settings->orders = config->publish.order == CONFIG_ORDER_files;
    store->ledger.has_order = true;
    settings->asks_title_clash = config->publish.on_title_clash == CONFIG_ON_TITLE_CLASH_ask;
    set_edition(store, seems_cloud(store, config));
    char made_with[DIGEST_HEX_BYTES];
    fingerprint_of(config, made_with);
    wanted_make_with(&store->ledger, made_with);
    static const char *const widths[] = { "", "narrow", "wide", "max" };
    static const char *const editors[] = { "", "v1", "v2" };
    wanted_look_with(
        &store->ledger, widths[config->publish.width], editors[config->publish.editor]);
    store->pace.fixed = config->limits.requests_per_second;
    char *root = differences_site_value(&store->ledger, "root_id");
    if (root != NULL && config->site.root_page[0] != '\0' &&
        strcmp(root, config->site.root_page) != 0)
        database_set_text(store->database, "site", "");
    memory_free(&root);
}

static void load_pace(struct store *store)
{
    const struct config *config = stage_config(store->run);
    int64_t now = clock_now_ms();
    pace_start(&store->pace, config->limits.requests_per_second, now);
    int64_t blocked = database_get_number(store->database, "blocked_until_ms", 0) - clock_wall_ms();
    if (blocked > 0 && blocked <= 3600 * 1000)
        store->pace.blocked_until_ms = now + blocked;
    store->pace.rate = (double)database_get_number(store->database, "rate_milli", 0) / 1000.0;
}

static void start_anew(struct store *store)
{
    query_run(query(store->database, "UPDATE entry SET handed = 0 WHERE handed = 1"));
    gallery_sweep(&store->ledger, stage_config(store->run)->state, clock_wall_ms());
    store->ledger.has_titles = true;
    store->now.gate.is_paused = database_get_number(store->database, "is_paused", 0) != 0;
    store->now.requests = database_get_number(store->database, "requests", 0);
}

static int statestore_open(struct stage_run *run)
{
    const struct config *config = stage_config(run);
    struct text problems = text_new(4096);
    if (config_set_up(config, &problems) < 0) {
        log_error("%s", problems.data);
        text_free(&problems);
        return STAGE_EXIT_CONFIGURATION;
    }
    text_free(&problems);
    struct store *store = memory_new(sizeof *store);
    stage_set_state(run, store);
    store->run = run;
    store->now.max_deletions = -1;
    store->is_supervised = getenv(CONTROL_VARIABLE) != NULL;
    store->ledger_file = ledger_path(config);
    store->opened_ms = clock_wall_ms();
    if (sealing_break(config) == 0)
        store->database = database_open(store->ledger_file);
    if (store->database == NULL)
        return STAGE_EXIT_AGAIN;
    ledger_open(&store->ledger, store->database);
    batch_begin(run);
    clock_set_bound(&store->ledger);
    run_memory_recall(store);
    store_configure(store);
    load_pace(store);
    start_anew(store);
    if (batch_end(run) < 0)
        return STAGE_EXIT_AGAIN;
    store->now.began_ms = clock_now_ms();
    if (ledger_has_manifest_changes(&store->ledger))
        store_keep_later(store);
    stage_every(run, REVIEW_MS, review);
    stage_after(run, DEAD_HOLDERS_MS, expire_dead);
    stage_after(run, SILENT_HOLDERS_MS, expire_silent);
    return STAGE_EXIT_OK;
}

/* The settings may name another ledger by now. */
static bool is_ledger_of(const struct store *store, const struct config *config)
{
    char *path = ledger_path(config);
    bool is_same = strcmp(path, store->ledger_file) == 0;
    memory_free(&path);
    return is_same;
}

static void close_ledger(struct store *store)
{
    const struct config *config = stage_config(store->run);
    struct seal seal;
    bool is_settled =
        store->database != NULL && is_ledger_of(store, config) && sealing_find(store, &seal);
    ledger_close(&store->ledger);
    database_close(&store->database);
    if (is_settled)
        sealing_leave(config, store->ledger_file, &seal);
}

static void statestore_close(struct stage_run *run)
{
    struct store *store = store_of(run);
    if (store == NULL)
        return;
    errands_free(&store->errands);
    memory_free(&store->space_from);
    memory_free(&store->space_from_before);
    memory_free(&store->missed);
    close_ledger(store);
    memory_free(&store->ledger_file);
    memory_free(&store->events);
    memory_free(&store);
}

static void statestore_reload(struct stage_run *run)
{
    on_control(run, &(struct control){ .verb = CONTROL_reload });
}

static stage_handler *const answers[MESSAGE_COUNT] = {
#define ANSWERED_BY(name) [MESSAGE_##name] = store_answer_##name,
    STORE_QUESTIONS(ANSWERED_BY)
#undef ANSWERED_BY
};

static void answer(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (store_promises(message->type))
        database_promise(store->database);
    ledger_fence(&store->ledger);
    answers[message->type](run, message);
}

#define ASKED(name) [MESSAGE_##name] = answer,

const struct stage statestore = {
    .name = "statestore",
    .needs = CONFIG_NEEDS_NOTHING,
    .open = statestore_open,
    .close = statestore_close,
    .on_reload = statestore_reload,
    .on_control = on_control,
    .on_batch_begin = batch_begin,
    .on_batch_end = batch_end,
    .on_request = { STORE_QUESTIONS(ASKED) },
};
