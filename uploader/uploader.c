/* SPDX-License-Identifier: MIT */
#include "uploader/uploader.h"

#include "base/clock.h"
#include "base/log.h"
#include "uploader/errand.h"
#include "uploader/job.h"
#include "uploader/probe.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
    HINT_MS = 5,         /* between two questions: the rest of a burst of hints is one */
    TURN_MS = 2,         /* one after the other: the first has it before the rest ask too */
    WAIT_MOST_MS = 5000, /* hints may be lost */
    LOST_MS = 200,
};

struct uploader {
    struct wire wire;
    int64_t turn_ms; /* how long after a hint */
    int timer;       /* of the next question; -1: none is set */
    int64_t asks_at_ms;
    int64_t asked_ms; /* when the last question was put */
};

static void ask(struct stage_run *run);

static void ask_in(struct stage_run *run, int64_t ms)
{
    struct uploader *state = stage_state(run);
    if (state->timer >= 0)
        stage_cancel(run, state->timer);
    state->asks_at_ms = clock_now_ms() + ms;
    state->timer = stage_after(run, ms, ask);
}

/* After a lease: when the store said with its end that nothing is due, hints count from here. */
static int64_t wait_after_job(struct wire *wire)
{
    if (!wire->has_next || wire->next.type != MESSAGE_lease_none)
        return 0;
    int64_t wait_ms = wire->next.lease_none.wait_ms;
    wire->has_next = false;
    message_free(&wire->next);
    return wait_ms;
}

static int ask_next(struct stage_run *run, struct message *answer)
{
    struct uploader *state = stage_state(run);
    struct message question = { .type = MESSAGE_lease_ask };
    question.lease_ask.is_reader = state->wire.is_reader;
    return wire_take_next(&state->wire, answer) ? 0 : stage_ask(run, &question, answer);
}

/* One lease a turn: in between the loop reads signals, hints and a new configuration. */
static void ask(struct stage_run *run)
{
    struct uploader *state = stage_state(run);
    struct message answer;
    state->timer = -1;
    state->asked_ms = clock_now_ms();
    if (stage_is_stopping(run) || ask_next(run, &answer) != 0)
        return;
    int64_t wait_ms = LOST_MS;
    if (answer.type == MESSAGE_lease_given) {
        if (job_run(&state->wire, &answer.lease_given))
            wait_ms = wait_after_job(&state->wire);
        stage_progress(run);
    } else if (answer.type == MESSAGE_errand_given) {
        if (errand_run(&state->wire, &answer.errand_given, state->wire.is_reader))
            wait_ms = wait_after_job(&state->wire);
        stage_progress(run);
    } else if (answer.type == MESSAGE_lease_none) {
        wait_ms = answer.lease_none.wait_ms;
    } else if (answer.type == MESSAGE_refused) {
        log_warning("the store gives no page: %s", answer.refused.reason);
        wait_ms = WAIT_MOST_MS;
    }
    message_free(&answer);
    if (!stage_is_stopping(run))
        ask_in(run, wait_ms < WAIT_MOST_MS ? wait_ms : WAIT_MOST_MS);
}

/* Mostly it is of one page. Were all to ask at once, the one that gets it would wait for the rest.
 */
static void take_hint(struct stage_run *run, const struct message *message)
{
    (void)message;
    struct uploader *state = stage_state(run);
    int64_t now_ms = clock_now_ms();
    int64_t at_ms = now_ms + state->turn_ms;
    if (at_ms < state->asked_ms + HINT_MS)
        at_ms = state->asked_ms + HINT_MS;
    if (state->timer < 0 || state->asks_at_ms > at_ms)
        ask_in(run, at_ms - now_ms);
}

/* What the store said before was missed. */
static void ask_anew(struct stage_run *run)
{
    take_hint(run, NULL);
}

static int open_uploader(struct stage_run *run)
{
    struct uploader *state = memory_new(sizeof *state);
    state->timer = -1;
    if (wire_open(&state->wire, run) != 0) {
        wire_close(&state->wire);
        memory_free(&state);
        return STAGE_EXIT_CONFIGURATION;
    }
    state->turn_ms = (stage_number(run) - 1) * TURN_MS;
    stage_set_state(run, state);
    ask_in(run, 0);
    return STAGE_EXIT_OK;
}

static void close_uploader(struct stage_run *run)
{
    struct uploader *state = stage_state(run);
    if (state == NULL)
        return;
    wire_close(&state->wire);
    memory_free(&state);
    stage_set_state(run, NULL);
}

/* A new token, certificate or proxy. With none we end as at a start without one. */
static void reload(struct stage_run *run)
{
    struct uploader *state = stage_state(run);
    struct wire wire;
    if (wire_open(&wire, run) != 0) {
        wire_close(&wire);
        stage_stop(run, STAGE_EXIT_CONFIGURATION);
        return;
    }
    memcpy(wire.date, state->wire.date, sizeof wire.date);
    wire_close(&state->wire);
    state->wire = wire;
    ask_in(run, 0);
}

void uploader_lock_down(void)
{
    struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
#ifndef CMSYNC_SANITIZED /* the leak checker has to look into the process */
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

static const struct option own_options[] = {
    { "read-only", '\0', NULL, "ask, never change: any request but a GET ends this process" },
    { PROBE_OPTION, '\0', "WHAT",
        "take no pages: find out about `sign-in` or the whole `site`, write that as a message to "
        "standard output, and end" },
};

const struct stage uploader = {
    .name = "uploader",
    .options = own_options,
    .option_count = sizeof own_options / sizeof own_options[0],
    .needs = CONFIG_NEEDS_SITE,
    .open = open_uploader,
    .close = close_uploader,
    .on_reload = reload,
    .on_connection = ask_anew,
    .on_event = { [MESSAGE_uploads_waiting] = take_hint },
};
