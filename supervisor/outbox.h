/* SPDX-License-Identifier: MIT */
/*
 * What the store has to be told. Nothing is queued but deaths: pids and states are told as they
 * are when the store listens. A new store is told everything again, since nobody knows what the
 * old one had read; each record can be heard twice without harm.
 */
#ifndef CMSYNC_SUPERVISOR_OUTBOX_H
#define CMSYNC_SUPERVISOR_OUTBOX_H

#include "supervisor/roster.h"

#include <stdbool.h>
#include <stddef.h>

/* More than can lie between two looks of a store that works; one that was away for longer finds
   dead holders by itself. */
enum { OUTBOX_DEATHS = 128 };

struct outbox_death {
    long pid;
    bool is_own_fault;
};

enum outbox_pause { OUTBOX_PAUSE_UNKNOWN, OUTBOX_PAUSED, OUTBOX_RESUMED };

struct outbox {
    struct outbox_death deaths[OUTBOX_DEATHS]; /* a ring */
    size_t first;
    size_t count;
    size_t told; /* of `count`, from the first */
    enum outbox_pause pause;
    bool owes_pause;
    bool is_word; /* a person's, just now: whatever the store heard before, it counts */
    bool owes_close;
};

/* A stage died. The oldest death is forgotten when there are too many. */
void outbox_add_death(struct outbox *outbox, long pid, bool is_own_fault);

/* The number belongs to a living stage again: an old death of that number is no news any more. */
void outbox_forget(struct outbox *outbox, long pid);

/* By a person's signal; what the option says is owed to a new store as what holds anyhow. */
void outbox_set_pause(struct outbox *outbox, bool is_paused);

/* A store was spawned: everything is owed. */
void outbox_owe_all(struct outbox *outbox, struct roster *roster);

/* Sends what is owed over the store's descriptor, without waiting. True when all is said. */
bool outbox_send(struct outbox *outbox, struct roster *roster, int fd);

/* There is something to send. */
bool outbox_owes(const struct outbox *outbox, const struct roster *roster);

#endif
