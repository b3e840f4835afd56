/* SPDX-License-Identifier: MIT */
#include "supervisor/keeper.h"

#include "base/exit_code.h"
#include "base/log.h"
#include "supervisor/systemd.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Sanitizers make everything slower; nothing else may change the limits. */
#ifdef CMSYNC_SANITIZED
enum { SLOWNESS = 4 };
#else
enum { SLOWNESS = 1 };
#endif

enum {
    READY_STORE_MS = 300000 * SLOWNESS, /* a migration, an integrity check */
    READY_MS = 30000 * SLOWNESS,
    SILENCE_MS = 15000 * SLOWNESS,
    ABORT_MS = 5000 * SLOWNESS,
    /* Of an orderly stop, from its begin; together below 25 s. */
    STOP_CLOSE_MS = 3000 * SLOWNESS,
    STOP_READERS_MS = 4000 * SLOWNESS,
    STOP_UPLOADERS_MS = 19000 * SLOWNESS,
    STOP_STORE_MS = 24000 * SLOWNESS,
    STOP_LEAST_MS = 500,
};

enum { DEATHS_GIVE_UP = 5 /* some three seconds of them */ };

/* When a stage of this kind is to be gone, from the begin of an orderly stop. */
static int64_t stop_end_ms(enum roster_kind kind)
{
    switch (kind) {
    case ROSTER_STORE:
        return STOP_STORE_MS;
    case ROSTER_UPLOADER:
        return STOP_UPLOADERS_MS;
    case ROSTER_CONVERTER:
    case ROSTER_WATCHER:
    case ROSTER_KINDS:
        break;
    }
    return STOP_READERS_MS;
}

static struct lifecycle_times times_of(
    const struct supervisor *supervisor, const struct member *member, int64_t now_ms)
{
    struct lifecycle_times times = {
        .ready_ms = member->kind == ROSTER_STORE ? READY_STORE_MS : READY_MS,
        .silence_ms = SILENCE_MS,
        .abort_ms = ABORT_MS,
        .stop_ms = stop_end_ms(member->kind),
    };
    if (supervisor->roster.is_stopping)
        times.stop_ms -= now_ms - supervisor->stop_since_ms;
    if (times.stop_ms < STOP_LEAST_MS)
        times.stop_ms = STOP_LEAST_MS;
    return times;
}

static int spawn(struct supervisor *supervisor, struct member *member)
{
    bool is_uploader = member->kind == ROSTER_UPLOADER;
    bool is_store = member->kind == ROSTER_STORE;
    char **arguments = supervisor->arguments[member->kind];
    const struct child_plan plan = {
        .name = member->name,
        .program = arguments[0],
        .arguments = arguments,
        .environment = supervisor->environment,
        .environment_count = supervisor->environment_count,
        .token_fd = is_uploader ? supervisor->token_fd : -1,
        /* On purpose: while a store lives, no second one can be started. */
        .fds = { is_store ? supervisor->state_lock : -1, is_store ? supervisor->tree_lock : -1, -1,
            -1 },
    };
    if (child_spawn(&member->child, &plan) < 0)
        return -1;
    log_debug("%s started as process %ld", member->name, (long)member->child.pid);
    outbox_forget(&supervisor->outbox, member->child.pid);
    member->progress = 0;
    member->has_ended = false;
    member->spawns++;
    member->credential = supervisor->credential;
    member->owes_pid = is_uploader;
    /* It lies in its socket before it is ready: the first asker is known already. */
    if (is_store)
        outbox_owe_all(&supervisor->outbox, &supervisor->roster);
    return 0;
}

/* Says in the log what a person may want to know; the rest is for `--verbose`. */
static void tell(const struct member *member, enum lifecycle_state before)
{
    const struct lifecycle *life = &member->life;
    if (life->state == LIFECYCLE_hung)
        log_error("%s does not answer any more and is aborted", member->name);
    else if (life->state == LIFECYCLE_killed && before == LIFECYCLE_starting && life->is_hang)
        log_error("%s did not become ready in time and is killed", member->name);
    else if (life->state == LIFECYCLE_killed || life->state == LIFECYCLE_ending)
        log_warning("%s is killed", member->name);
    else
        log_debug("%s: %s -> %s", member->name, lifecycle_state_name(before),
            lifecycle_state_name(life->state));
}

static void act(struct supervisor *supervisor, struct member *member, enum lifecycle_action action)
{
    switch (action) {
    case LIFECYCLE_DO_NOTHING:
        return;
    case LIFECYCLE_DO_SPAWN:
        if (spawn(supervisor, member) < 0)
            keeper_event(supervisor, member, LIFECYCLE_EVENT_death);
        return;
    case LIFECYCLE_DO_TERMINATE:
        child_signal(&member->child, SIGTERM);
        return;
    case LIFECYCLE_DO_ABORT:
        child_signal(&member->child, SIGABRT);
        return;
    case LIFECYCLE_DO_KILL:
        child_signal(&member->child, SIGKILL);
        return;
    case LIFECYCLE_DO_HANGUP:
        child_signal(&member->child, SIGHUP);
        return;
    }
}

void keeper_event(struct supervisor *supervisor, struct member *member, enum lifecycle_event event)
{
    int64_t now_ms = supervisor_now_ms();
    const struct lifecycle_times times = times_of(supervisor, member, now_ms);
    enum lifecycle_state before = member->life.state;
    enum lifecycle_action action = lifecycle_step(&member->life, event, now_ms, &times);
    if (member->life.state != before) {
        if (member->kind == ROSTER_STORE && member->life.state == LIFECYCLE_ready)
            supervisor->gives_up_first = false;
        member->owes_state = true;
        tell(member, before);
    }
    act(supervisor, member, action);
}

static void tell_death(const struct member *member, const struct child_end *end)
{
    const struct lifecycle *life = &member->life;
    const char *words = end->words;
    if (life->state == LIFECYCLE_held)
        log_error("%s %s; it is started again after a reload", member->name,
            end->is_for_good ? "cannot go on" : "refuses its configuration");
    else if (life->state == LIFECYCLE_down || life->state == LIFECYCLE_starting)
        log_debug("%s ended (%s)", member->name, words);
    else if (life->state == LIFECYCLE_waiting && lifecycle_is_failing(life))
        log_error("%s died (%s) again before it was ready; it is tried once a minute", member->name,
            words);
    else if (life->state == LIFECYCLE_waiting)
        log_warning("%s died (%s); it starts again in %lld ms", member->name, words,
            (long long)(life->deadline_ms - supervisor_now_ms()));
}

/* A command that waits for this stage is told that it waits in vain. */
static void consider_giving_up(
    struct supervisor *supervisor, const struct member *member, const struct child_end *end)
{
    const struct lifecycle *life = &member->life;
    bool is_waited_for =
        supervisor->gives_up || (supervisor->gives_up_first && member->kind == ROSTER_STORE);
    if (!is_waited_for || supervisor->given_up != 0)
        return;
    if (life->state == LIFECYCLE_held) {
        supervisor->given_up = end->is_for_good ? EXIT_CODE_FAILURE : EXIT_CODE_USAGE;
    } else if (life->state == LIFECYCLE_waiting && life->early_deaths >= DEATHS_GIVE_UP) {
        log_error("%s died %d times in a row before it was ready", member->name, DEATHS_GIVE_UP);
        supervisor->given_up = EXIT_CODE_FAILURE;
    }
}

void keeper_reap(struct supervisor *supervisor, struct member *member)
{
    struct child_end end;
    if (!child_reap(&member->child, &end))
        return;
    long pid = member->child.pid;
    output_read(&member->child.output, member->name, pid, supervisor_now_ms());
    child_close(&member->child, member->name);
    if (member->kind != ROSTER_STORE)
        outbox_add_death(&supervisor->outbox, pid, end.is_own_fault || member->life.is_hang);
    member->owes_pid = false;
    keeper_event(
        supervisor, member, end.is_refusal ? LIFECYCLE_EVENT_refusal : LIFECYCLE_EVENT_death);
    tell_death(member, &end);
    consider_giving_up(supervisor, member, &end);
}

/* Tells the service manager how many are ready, whenever that changes, and once that all had their
   first start. */
static void announce(struct supervisor *supervisor)
{
    unsigned int wanted = 0;
    unsigned int ready = 0;
    bool has_started = true;
    struct roster *roster = &supervisor->roster;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        const struct member *member = &roster->members[i];
        enum lifecycle_state state = member->life.state;
        bool is_wanted = roster_is_wanted(roster, member);
        wanted += is_wanted;
        ready += is_wanted && state == LIFECYCLE_ready;
        if (is_wanted && state == LIFECYCLE_down)
            has_started = false;
        if (is_wanted && state == LIFECYCLE_starting && !roster->is_up)
            has_started = false;
    }
    bool is_news = has_started && !roster->is_up;
    if (!is_news && wanted == supervisor->told_wanted && ready == supervisor->told_ready)
        return;
    supervisor->told_wanted = wanted;
    supervisor->told_ready = ready;
    roster->is_up = roster->is_up || has_started;
    char status[80];
    snprintf(status, sizeof status, "%sSTATUS=%u of %u stages ready", is_news ? "READY=1\n" : "",
        ready, wanted);
    systemd_notify(status);
    if (is_news)
        log_info("%u of %u stages are ready", ready, wanted);
}

void keeper_close(struct supervisor *supervisor)
{
    struct roster *roster = &supervisor->roster;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        const struct member *member = &roster->members[i];
        if (member->kind == ROSTER_UPLOADER && member->life.state == LIFECYCLE_ready)
            roster->is_closing = true;
    }
    supervisor->outbox.owes_close = roster->is_closing;
    supervisor->close_until_ms = supervisor->stop_since_ms + STOP_CLOSE_MS;
}

/* A store that is slow with it, or died, holds up no stop. */
static void check_closing(struct supervisor *supervisor, int64_t now_ms)
{
    struct roster *roster = &supervisor->roster;
    if (roster_store(roster)->life.state != LIFECYCLE_ready || now_ms >= supervisor->close_until_ms)
        roster->is_closing = false;
    if (!roster->is_closing)
        supervisor->close_until_ms = 0;
}

void keeper_advance(struct supervisor *supervisor)
{
    struct roster *roster = &supervisor->roster;
    if (supervisor->close_until_ms > 0)
        check_closing(supervisor, supervisor_now_ms());
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &roster->members[i];
        if (roster_is_wanted(roster, member)) {
            if (roster_may_start(roster, member))
                keeper_event(supervisor, member, LIFECYCLE_EVENT_start);
        } else if (roster_may_stop(roster, member)) {
            keeper_event(supervisor, member, LIFECYCLE_EVENT_stop);
        }
    }
    if (!roster->is_stopping)
        announce(supervisor);
}

int keeper_wait_ms(const struct supervisor *supervisor, int64_t now_ms)
{
    int64_t next_ms = supervisor->watchdog_ms > 0 ? supervisor->watchdog_due_ms : -1;
    if (supervisor->close_until_ms > 0 && (next_ms < 0 || supervisor->close_until_ms < next_ms))
        next_ms = supervisor->close_until_ms;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        int64_t deadline_ms = supervisor->roster.members[i].life.deadline_ms;
        if (deadline_ms != 0 && (next_ms < 0 || deadline_ms < next_ms))
            next_ms = deadline_ms;
    }
    if (next_ms < 0)
        return -1;
    return next_ms <= now_ms ? 0 : (int)(next_ms - now_ms);
}

void keeper_check_deadlines(struct supervisor *supervisor, int64_t now_ms)
{
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &supervisor->roster.members[i];
        if (member->life.deadline_ms != 0 && member->life.deadline_ms <= now_ms)
            keeper_event(supervisor, member, LIFECYCLE_EVENT_timeout);
    }
    if (supervisor->watchdog_ms > 0 && supervisor->watchdog_due_ms <= now_ms) {
        systemd_notify("WATCHDOG=1");
        supervisor->watchdog_due_ms = now_ms + supervisor->watchdog_ms;
    }
}

void keeper_stood_still(struct supervisor *supervisor, int64_t by_ms)
{
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct lifecycle *life = &supervisor->roster.members[i].life;
        if (life->deadline_ms != 0)
            life->deadline_ms += by_ms;
    }
    if (supervisor->close_until_ms > 0)
        supervisor->close_until_ms += by_ms;
}
