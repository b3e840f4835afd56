/* SPDX-License-Identifier: MIT */
/* The run in work and the scan behind it, for a store that follows on one which died. */
#ifndef CMSYNC_STATESTORE_RUN_MEMORY_H
#define CMSYNC_STATESTORE_RUN_MEMORY_H

#include "statestore/store.h"

void run_memory_keep(struct store *store, const struct message_run_begin *begin);

/* A full scan ended. */
void run_memory_keep_scan(struct store *store);

/* Only what was begun under the very supervisor that started this store: before that nobody
   watched the files. */
void run_memory_recall(struct store *store);

#endif
