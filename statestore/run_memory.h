/* SPDX-License-Identifier: MIT */
/* The run in work, for a store that follows on one which died in the middle of it. */
#ifndef CMSYNC_STATESTORE_RUN_MEMORY_H
#define CMSYNC_STATESTORE_RUN_MEMORY_H

#include "statestore/store.h"

void run_memory_keep(struct store *store, const struct message_run_begin *begin);

/* Only where the run was begun under the very supervisor that started this store. */
void run_memory_recall(struct store *store);

#endif
