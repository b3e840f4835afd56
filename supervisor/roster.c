/* SPDX-License-Identifier: MIT */
#include "supervisor/roster.h"

#include <stdio.h>
#include <string.h>

const char *roster_kind_name(enum roster_kind kind)
{
    static const char *const names[ROSTER_KINDS] = {
        [ROSTER_STORE] = "statestore",
        [ROSTER_CONVERTER] = "converter",
        [ROSTER_UPLOADER] = "uploader",
        [ROSTER_WATCHER] = "watcher",
    };
    return names[kind];
}

static void set_up_member(struct member *member, enum roster_kind kind, unsigned int number)
{
    memset(member, 0, sizeof *member);
    member->kind = kind;
    member->number = number;
    child_clear(&member->child);
    if (number > 0)
        snprintf(member->name, sizeof member->name, "%s-%u", roster_kind_name(kind), number);
    else
        snprintf(member->name, sizeof member->name, "%s", roster_kind_name(kind));
}

void roster_set_up(struct roster *roster, unsigned int uploaders)
{
    size_t i = 0;
    set_up_member(&roster->members[i++], ROSTER_STORE, 0);
    set_up_member(&roster->members[i++], ROSTER_WATCHER, 0);
    set_up_member(&roster->members[i++], ROSTER_CONVERTER, 0);
    for (unsigned int number = 1; number <= CONTROL_UPLOADERS_MOST; number++)
        set_up_member(&roster->members[i++], ROSTER_UPLOADER, number);
    roster->uploaders = uploaders;
    roster->is_stopping = false;
    roster->is_closing = false;
    roster->is_up = false;
}

struct member *roster_find_pid(struct roster *roster, long pid)
{
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        if (pid > 0 && roster->members[i].child.pid == pid)
            return &roster->members[i];
    }
    return NULL;
}

struct member *roster_store(struct roster *roster)
{
    return &roster->members[0];
}

bool roster_is_wanted(const struct roster *roster, const struct member *member)
{
    if (roster->is_stopping)
        return false;
    return member->kind != ROSTER_UPLOADER || member->number <= roster->uploaders;
}

/* Started and either ready or known not to become it soon. */
static bool is_settled(const struct roster *roster, const struct member *member)
{
    enum lifecycle_state state = member->life.state;
    if (member->kind == ROSTER_STORE)
        return state == LIFECYCLE_ready;
    return !roster_is_wanted(roster, member) ||
           (state != LIFECYCLE_down && state != LIFECYCLE_starting);
}

/* One uploader finds out about the site while files are read; many would only be in the way. */
static bool is_late(const struct member *member)
{
    return member->kind == ROSTER_UPLOADER && member->number > 1;
}

bool roster_may_start(const struct roster *roster, const struct member *member)
{
    if (roster->is_up || !is_late(member))
        return true;
    for (const struct member *other = roster->members; other < member; other++) {
        if (!is_settled(roster, other))
            return false;
    }
    return true;
}

/* They ask nothing more. A process itself may still be about to end, which takes the kernel some
   20 ms where it held watches. */
static bool is_over(const struct roster *roster, enum roster_kind kind)
{
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        const struct member *member = &roster->members[i];
        bool has_ended = member->has_ended && member->life.state == LIFECYCLE_stopping;
        if (member->kind == kind && member->life.state != LIFECYCLE_down && !has_ended)
            return false;
    }
    return true;
}

bool roster_may_stop(const struct roster *roster, const struct member *member)
{
    if (!roster->is_stopping)
        return member->kind == ROSTER_UPLOADER;
    switch (member->kind) {
    case ROSTER_WATCHER:
    case ROSTER_CONVERTER:
        return true;
    case ROSTER_UPLOADER:
        return !roster->is_closing && is_over(roster, ROSTER_WATCHER) &&
               is_over(roster, ROSTER_CONVERTER);
    case ROSTER_STORE:
    case ROSTER_KINDS:
        break;
    }
    return is_over(roster, ROSTER_WATCHER) && is_over(roster, ROSTER_CONVERTER) &&
           is_over(roster, ROSTER_UPLOADER);
}

bool roster_is_down(const struct roster *roster)
{
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        if (roster->members[i].life.state != LIFECYCLE_down)
            return false;
    }
    return true;
}
