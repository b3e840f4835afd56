/* SPDX-License-Identifier: MIT */
/* What the supervisor is told to do, by signals, by the store (for its users) and by stages. */
#ifndef CMSYNC_SUPERVISOR_ORDERS_H
#define CMSYNC_SUPERVISOR_ORDERS_H

#include "base/control.h"
#include "supervisor/supervisor.h"

/* Blocks the signals that are orders and SIGCHLD; a descriptor to read them from, or -1. */
int orders_open(void);

/* Begins to stop in order; the second time every stage is killed. */
void orders_stop(struct supervisor *supervisor);

/* Carries out the signals that have come. */
void orders_take_signals(struct supervisor *supervisor);

/* Carries out one record from a stage. Only the store may give orders. */
void orders_take_record(
    struct supervisor *supervisor, struct member *sender, const struct control *record);

#endif
