/* SPDX-License-Identifier: MIT */
#include "supervisor/orders.h"

#include "base/log.h"
#include "base/signals.h"
#include "supervisor/keeper.h"
#include "supervisor/reload.h"
#include "supervisor/systemd.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int signals[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGTTIN,
    SIGTTOU };

int orders_open(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaddset(&set, signals[i]);
    signals_ignore();
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void orders_stop(struct supervisor *supervisor)
{
    struct roster *roster = &supervisor->roster;
    if (!roster->is_stopping) {
        log_info("stopping");
        systemd_notify("STOPPING=1");
        roster->is_stopping = true;
        supervisor->stop_since_ms = supervisor_now_ms();
        keeper_close(supervisor);
        return;
    }
    log_warning("asked to stop again: every stage is killed");
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        keeper_event(supervisor, &roster->members[i], LIFECYCLE_EVENT_stop);
        keeper_event(supervisor, &roster->members[i], LIFECYCLE_EVENT_kill);
    }
}

static void scale(struct supervisor *supervisor, long count)
{
    if (!supervisor->has_uploaders) {
        log_warning("there are no uploaders to scale");
        return;
    }
    if (count < 1 || count > CONTROL_UPLOADERS_MOST) {
        log_warning(
            "cannot run %ld uploaders: 1 to %d are possible", count, CONTROL_UPLOADERS_MOST);
        return;
    }
    log_info("%ld uploaders are wanted", count);
    supervisor->roster.uploaders = (unsigned int)count;
}

static void restart(struct supervisor *supervisor, const char *name)
{
    struct roster *roster = &supervisor->roster;
    bool is_known = false;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &roster->members[i];
        if (strcmp(member->name, name) != 0 && strcmp(roster_kind_name(member->kind), name) != 0)
            continue;
        is_known = true;
        keeper_event(supervisor, member, LIFECYCLE_EVENT_restart);
    }
    if (!is_known)
        log_warning("cannot restart `%s`: there is no such stage", name);
}

/* Only when this process is reaped, the store gives its work to another. */
static void kill_holder(struct supervisor *supervisor, long pid)
{
    struct member *member = roster_find_pid(&supervisor->roster, pid);
    if (member == NULL) {
        outbox_add_death(&supervisor->outbox, pid, false);
        return;
    }
    if (member->kind == ROSTER_STORE) {
        log_warning("the store asked to kill itself: not done");
        return;
    }
    keeper_event(supervisor, member, LIFECYCLE_EVENT_kill);
}

static void set_pause(struct supervisor *supervisor, bool is_paused)
{
    log_info("uploads are %s", is_paused ? "paused" : "resumed");
    outbox_set_pause(&supervisor->outbox, is_paused);
}

static void take_signal(struct supervisor *supervisor, uint32_t number)
{
    long uploaders = (long)supervisor->roster.uploaders;
    switch (number) {
    case SIGTERM:
    case SIGINT:
        orders_stop(supervisor);
        return;
    case SIGHUP:
        /* Sent by the kernel when the terminal was closed: nobody watches any more. */
        if (supervisor->has_terminal && !isatty(STDERR_FILENO))
            orders_stop(supervisor);
        else
            reload_configuration(supervisor);
        return;
    case SIGUSR1:
    case SIGUSR2:
        set_pause(supervisor, number == SIGUSR1);
        return;
    case SIGTTIN:
        scale(supervisor, uploaders + 1);
        return;
    case SIGTTOU:
        scale(supervisor, uploaders - 1);
        return;
    default:
        return; /* SIGCHLD: the stages' descriptors say which */
    }
}

void orders_take_signals(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;
    while (read(supervisor->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        take_signal(supervisor, info.ssi_signo);
}

static void take_order(struct supervisor *supervisor, const struct control *record)
{
    switch (record->verb) {
    case CONTROL_kill:
        kill_holder(supervisor, record->number);
        return;
    case CONTROL_scale:
        scale(supervisor, record->number);
        return;
    case CONTROL_restart:
        restart(supervisor, record->text);
        return;
    case CONTROL_stop:
        if (!supervisor->roster.is_stopping)
            orders_stop(supervisor);
        return;
    case CONTROL_reload:
        reload_configuration(supervisor);
        return;
    case CONTROL_close:
        supervisor->roster.is_closing = false;
        return;
    case CONTROL_pause:
    case CONTROL_resume:
        set_pause(supervisor, record->verb == CONTROL_pause);
        supervisor->outbox.owes_pause = false; /* it knows */
        return;
    case CONTROL_none:
    case CONTROL_ready:
    case CONTROL_beat:
    case CONTROL_ended:
    case CONTROL_uploader:
    case CONTROL_reaped:
    case CONTROL_stage:
    case CONTROL_COUNT:
        return;
    }
}

void orders_take_record(
    struct supervisor *supervisor, struct member *sender, const struct control *record)
{
    if (record->verb == CONTROL_ready) {
        keeper_event(supervisor, sender, LIFECYCLE_EVENT_ready);
    } else if (record->verb == CONTROL_beat) {
        bool has_progress = record->number != sender->progress;
        sender->progress = record->number;
        keeper_event(
            supervisor, sender, has_progress ? LIFECYCLE_EVENT_progress : LIFECYCLE_EVENT_beat);
    } else if (record->verb == CONTROL_ended) {
        sender->has_ended = true;
    } else if (sender->kind == ROSTER_STORE) {
        take_order(supervisor, record);
    } else {
        log_warning(
            "%s asked for `%s`: only the store may", sender->name, control_verb_name(record->verb));
    }
}
