/* SPDX-License-Identifier: MIT */
/*
 * One batch: requests, a record of the supervisor, or what a timer does. It is one transaction, and
 * what it changes in memory (struct store_memory, errands, the ledger's settings) is taken back
 * with it where that cannot be committed. What it has to tell leaves after the commit.
 */
#ifndef CMSYNC_STATESTORE_BATCH_H
#define CMSYNC_STATESTORE_BATCH_H

#include "statestore/store.h"

void batch_begin(struct stage_run *run);

/* 0, or -1 when nothing of it has happened. */
int batch_end(struct stage_run *run) __attribute__((warn_unused_result));

#endif
