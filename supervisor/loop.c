/* SPDX-License-Identifier: MIT */
#include "supervisor/loop.h"

#include "base/control.h"
#include "base/log.h"
#include "supervisor/keeper.h"
#include "supervisor/orders.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { FDS_EACH = 3, RECORDS_EACH = 64 };

static bool can_hear(const struct member *store)
{
    return store->child.control_fd >= 0 && lifecycle_runs(store->life.state);
}

/* Everything is level-triggered: whatever is not done in one round is found again in the next. */
static nfds_t fill(struct supervisor *supervisor, struct pollfd fds[1 + FDS_EACH * ROSTER_MOST])
{
    nfds_t count = 0;
    fds[count++] = (struct pollfd){ .fd = supervisor->signal_fd, .events = POLLIN };
    struct roster *roster = &supervisor->roster;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        const struct member *member = &roster->members[i];
        short events = POLLIN;
        if (member->kind == ROSTER_STORE && can_hear(member) &&
            outbox_owes(&supervisor->outbox, roster))
            events = POLLIN | POLLOUT;
        fds[count++] = (struct pollfd){ .fd = member->child.pid_fd, .events = POLLIN };
        fds[count++] = (struct pollfd){ .fd = member->child.control_fd, .events = events };
        fds[count++] = (struct pollfd){ .fd = member->child.output.fd, .events = POLLIN };
    }
    return count;
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

static void take_round(struct supervisor *supervisor, const struct pollfd *fds)
{
    struct roster *roster = &supervisor->roster;
    if (fds[0].revents != 0)
        orders_take_signals(supervisor);
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &roster->members[i];
        const struct pollfd *own = &fds[1 + FDS_EACH * i];
        /* A descriptor of this round may be closed by now, its number even used again: reading it
           without waiting does no harm. What a stage said last counts before its death. */
        if (own[1].revents != 0)
            take_records(supervisor, member);
        if (own[2].revents != 0)
            take_output(member);
        if (own[0].revents != 0)
            keeper_reap(supervisor, member);
    }
    child_reap_strays(is_stage, roster);
}

static void tell_store(struct supervisor *supervisor)
{
    struct member *store = roster_store(&supervisor->roster);
    if (can_hear(store))
        (void)outbox_send(&supervisor->outbox, &supervisor->roster, store->child.control_fd);
}

void loop_run(struct supervisor *supervisor)
{
    struct pollfd fds[1 + FDS_EACH * ROSTER_MOST];
    while (true) {
        keeper_advance(supervisor);
        if (supervisor->roster.is_stopping && roster_is_down(&supervisor->roster))
            return;
        tell_store(supervisor);
        /* Taken before poll(): what was said until then is heard before a deadline counts. */
        int64_t now_ms = supervisor_now_ms();
        nfds_t count = fill(supervisor, fds);
        int ready = poll(fds, count, keeper_wait_ms(supervisor, now_ms));
        if (ready > 0)
            take_round(supervisor, fds);
        else if (ready < 0 && errno != EINTR)
            log_error("cannot wait for the stages: %s", strerror(errno));
        keeper_check_deadlines(supervisor, now_ms);
    }
}
