/* SPDX-License-Identifier: MIT */
/* When the store breaks and leaves the seal (ledger/seal.h). */
#ifndef CMSYNC_STATESTORE_SEALING_H
#define CMSYNC_STATESTORE_SEALING_H

#include "ledger/seal.h"
#include "statestore/store.h"

/* Before the ledger is opened. 0, or -1 (logged): then it must not be. */
int sealing_break(const struct config *config) __attribute__((warn_unused_result));

/* Before the ledger is closed: true when there is something to seal. */
bool sealing_find(struct store *store, struct seal *seal);

/* After it is closed. `ledger_file`: its path. */
void sealing_leave(const struct config *config, const char *ledger_file, struct seal *seal);

#endif
