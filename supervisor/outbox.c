/* SPDX-License-Identifier: MIT */
#include "supervisor/outbox.h"

#include "base/control.h"
#include "base/log.h"

#include <stdio.h>

static struct outbox_death *death_at(struct outbox *outbox, size_t i)
{
    return &outbox->deaths[(outbox->first + i) % OUTBOX_DEATHS];
}

void outbox_add_death(struct outbox *outbox, long pid, bool is_own_fault)
{
    if (outbox->count == OUTBOX_DEATHS) {
        if (outbox->told == 0)
            log_warning("process %ld died and the store cannot be told any more",
                outbox->deaths[outbox->first].pid);
        else
            outbox->told--;
        outbox->first = (outbox->first + 1) % OUTBOX_DEATHS;
        outbox->count--;
    }
    *death_at(outbox, outbox->count) = (struct outbox_death){ pid, is_own_fault };
    outbox->count++;
}

void outbox_forget(struct outbox *outbox, long pid)
{
    for (size_t i = 0; i < outbox->count; i++) {
        if (death_at(outbox, i)->pid == pid)
            death_at(outbox, i)->pid = 0;
    }
}

void outbox_set_pause(struct outbox *outbox, bool is_paused)
{
    outbox->pause = is_paused ? OUTBOX_PAUSED : OUTBOX_RESUMED;
    outbox->owes_pause = outbox->is_word = true;
}

void outbox_owe_all(struct outbox *outbox, struct roster *roster)
{
    outbox->told = 0;
    outbox->owes_pause = outbox->pause != OUTBOX_PAUSE_UNKNOWN;
    outbox->is_word = false;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &roster->members[i];
        member->owes_pid = member->kind == ROSTER_UPLOADER && member->child.pid > 0;
        member->owes_state = member->life.state != LIFECYCLE_down;
    }
}

static bool send_deaths(struct outbox *outbox, int fd)
{
    for (; outbox->told < outbox->count; outbox->told++) {
        const struct outbox_death *death = death_at(outbox, outbox->told);
        const struct control record = {
            .verb = CONTROL_reaped, .number = death->pid, .detail = death->is_own_fault ? 1 : 0
        };
        if (death->pid > 0 && control_send(fd, &record) < 0)
            return false;
    }
    return true;
}

static bool send_member(struct member *member, int fd)
{
    struct control record = {
        .verb = CONTROL_uploader, .number = member->child.pid, .detail = member->credential
    };
    if (member->owes_pid && member->child.pid > 0 && control_send(fd, &record) < 0)
        return false;
    member->owes_pid = false;
    if (!member->owes_state)
        return true;
    record.verb = CONTROL_stage;
    record.detail = member->spawns > 1 ? (long)member->spawns - 1 : 0;
    const char *state =
        lifecycle_is_failing(&member->life) ? "failing" : lifecycle_state_name(member->life.state);
    snprintf(record.text, sizeof record.text, "%s %s", member->name, state);
    if (control_send(fd, &record) < 0)
        return false;
    member->owes_state = false;
    return true;
}

bool outbox_send(struct outbox *outbox, struct roster *roster, int fd)
{
    /* Deaths first: a number told as dead and then as an uploader's is a new process. */
    if (!send_deaths(outbox, fd))
        return false;
    if (outbox->owes_pause) {
        const struct control record = { .verb = outbox->pause == OUTBOX_PAUSED ? CONTROL_pause
                                                                               : CONTROL_resume,
            .detail = outbox->is_word };
        if (control_send(fd, &record) < 0)
            return false;
        outbox->owes_pause = false;
    }
    if (outbox->owes_close) {
        if (control_send(fd, &(struct control){ .verb = CONTROL_close }) < 0)
            return false;
        outbox->owes_close = false;
    }
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        if (!send_member(&roster->members[i], fd))
            return false;
    }
    return true;
}

bool outbox_owes(const struct outbox *outbox, const struct roster *roster)
{
    if (outbox->told < outbox->count || outbox->owes_pause || outbox->owes_close)
        return true;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        if (roster->members[i].owes_pid || roster->members[i].owes_state)
            return true;
    }
    return false;
}
