/* SPDX-License-Identifier: MIT */
/* Carries out what the life cycle says: spawns, signals and reaps, and notes it for the store. */
#ifndef CMSYNC_SUPERVISOR_KEEPER_H
#define CMSYNC_SUPERVISOR_KEEPER_H

#include "supervisor/supervisor.h"

/* Takes one event for one stage. */
void keeper_event(struct supervisor *supervisor, struct member *member, enum lifecycle_event event);

/* Reaps a stage whose process has ended; nothing happens when it has not. */
void keeper_reap(struct supervisor *supervisor, struct member *member);

/* Starts what should run and stops what should not, as far as it is its turn. */
void keeper_advance(struct supervisor *supervisor);

/* An orderly stop begins: the store may use the uploaders for a moment, if there are any. */
void keeper_close(struct supervisor *supervisor);

/* How many milliseconds until the next deadline, from `now_ms`; 0: it has passed; -1: none. */
int keeper_wait_ms(const struct supervisor *supervisor, int64_t now_ms);

/* Takes the deadlines up to `now_ms`. Whatever stages said before `now_ms` must have been heard:
   then nobody is blamed for a time in which the supervisor itself stood still. */
void keeper_check_deadlines(struct supervisor *supervisor, int64_t now_ms);

/* The supervisor stood still for so long, and who knows who with it: all deadlines are as far away
   as they were before. */
void keeper_stood_still(struct supervisor *supervisor, int64_t by_ms);

#endif
