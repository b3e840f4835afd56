/* SPDX-License-Identifier: MIT */
#include "supervisor/loop.h"

#include "base/control.h"
#include "base/log.h"
#include "base/log_file.h"
#include "supervisor/keeper.h"
#include "supervisor/orders.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RECORDS_EACH = 64, BLIND_MS = 100, ROUND_MS = 1000, STANDSTILL_MS = 1000 };

/* In this order for each stage: what it said last counts before its death. */
enum source { SOURCE_SIGNALS, SOURCE_CONTROL, SOURCE_OUTPUT, SOURCE_DEATH, SOURCE_COUNT };

enum { WATCHED_MOST = 1 + (SOURCE_COUNT - 1) * ROSTER_MOST };

/* Open descriptors alone: poll(2) refuses more places than files may be open. */
struct watched {
    struct pollfd fds[WATCHED_MOST];
    struct {
        struct member *member;
        enum source source;
    } of[WATCHED_MOST];
    nfds_t count;
};

static bool can_hear(const struct member *store)
{
    return store->child.control_fd >= 0 && lifecycle_runs(store->life.state);
}

static void add(
    struct watched *watched, int fd, short events, struct member *member, enum source source)
{
    if (fd < 0)
        return;
    watched->fds[watched->count] = (struct pollfd){ .fd = fd, .events = events };
    watched->of[watched->count].member = member;
    watched->of[watched->count++].source = source;
}

/* Everything is level-triggered: whatever is not done in one round is found again in the next. */
static void fill(struct supervisor *supervisor, struct watched *watched)
{
    struct roster *roster = &supervisor->roster;
    watched->count = 0;
    add(watched, supervisor->signal_fd, POLLIN, NULL, SOURCE_SIGNALS);
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &roster->members[i];
        short events = POLLIN;
        if (member->kind == ROSTER_STORE && can_hear(member) &&
            outbox_owes(&supervisor->outbox, roster))
            events = POLLIN | POLLOUT;
        add(watched, member->child.control_fd, events, member, SOURCE_CONTROL);
        add(watched, member->child.output.fd, POLLIN, member, SOURCE_OUTPUT);
        add(watched, member->child.pid_fd, POLLIN, member, SOURCE_DEATH);
    }
}

static void take_records(struct supervisor *supervisor, struct member *member)
{
    struct control record;
    for (int i = 0; i < RECORDS_EACH && member->child.control_fd >= 0; i++) {
        int got = control_receive(member->child.control_fd, &record);
        if (got > 0) {
            orders_take_record(supervisor, member, &record);
            continue;
        }
        if (got < 0) { /* it closed its end; silence or its death says the rest */
            close(member->child.control_fd);
            member->child.control_fd = -1;
        }
        return;
    }
}

static void take_output(struct member *member)
{
    struct output *output = &member->child.output;
    if (output->fd >= 0 &&
        !output_read(output, member->name, (long)member->child.pid, supervisor_now_ms()))
        output_close(output, member->name, (long)member->child.pid);
}

static bool is_stage(void *context, pid_t pid)
{
    return roster_find_pid(context, pid) != NULL;
}

static void take(struct supervisor *supervisor, struct member *member, enum source source)
{
    switch (source) {
    case SOURCE_SIGNALS:
        orders_take_signals(supervisor);
        break;
    case SOURCE_CONTROL:
        take_records(supervisor, member);
        break;
    case SOURCE_OUTPUT:
        take_output(member);
        break;
    case SOURCE_DEATH:
        keeper_reap(supervisor, member);
        break;
    case SOURCE_COUNT:
        break;
    }
}

static void take_round(struct supervisor *supervisor, const struct watched *watched)
{
    /* A descriptor of this round may be closed by now, its number even used again: reading it
       without waiting does no harm. */
    for (nfds_t i = 0; i < watched->count; i++) {
        if (watched->fds[i].revents != 0)
            take(supervisor, watched->of[i].member, watched->of[i].source);
    }
    child_reap_strays(is_stage, &supervisor->roster);
}

/* Nothing can be waited for: it must neither spin nor be deaf to a signal. */
static void go_on_blind(struct supervisor *supervisor)
{
    log_error("cannot wait for the stages: %s", strerror(errno));
    struct timespec pause = { .tv_nsec = BLIND_MS * 1000000L };
    nanosleep(&pause, NULL);
    orders_take_signals(supervisor);
}

static void tell_store(struct supervisor *supervisor)
{
    struct member *store = roster_store(&supervisor->roster);
    if (can_hear(store))
        (void)outbox_send(&supervisor->outbox, &supervisor->roster, store->child.control_fd);
}

/* A round is over soon, unless the process was stopped, or the container frozen. */
static void note_standstill(struct supervisor *supervisor, int64_t round_ms, int wait_ms)
{
    if (wait_ms >= 0 && round_ms > ROUND_MS + STANDSTILL_MS)
        keeper_stood_still(supervisor, round_ms - wait_ms);
}

/* Stages beat as often: a round each second wakes nothing that would sleep. */
static int round_wait_ms(const struct supervisor *supervisor, int64_t now_ms)
{
    int wait_ms = keeper_wait_ms(supervisor, now_ms);
    return wait_ms > ROUND_MS ? ROUND_MS : wait_ms;
}

void loop_run(struct supervisor *supervisor)
{
    struct watched watched;
    int64_t before_ms = supervisor_now_ms();
    int wait_ms = 0;
    while (true) {
        if (supervisor->given_up != 0 && !supervisor->roster.is_stopping)
            orders_stop(supervisor);
        keeper_advance(supervisor);
        if (supervisor->roster.is_stopping && roster_is_down(&supervisor->roster))
            return;
        tell_store(supervisor);
        /* Taken before poll(): what was said until then is heard before a deadline counts. */
        int64_t now_ms = supervisor_now_ms();
        note_standstill(supervisor, now_ms - before_ms, wait_ms);
        before_ms = now_ms;
        fill(supervisor, &watched);
        wait_ms = round_wait_ms(supervisor, now_ms);
        int ready = poll(watched.fds, watched.count, wait_ms);
        if (ready > 0)
            take_round(supervisor, &watched);
        else if (ready < 0 && errno != EINTR)
            go_on_blind(supervisor);
        keeper_check_deadlines(supervisor, now_ms);
        log_file_turn(supervisor->config.state, STDERR_FILENO);
    }
}
