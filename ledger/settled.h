/* SPDX-License-Identifier: MIT */
/* Whether all of the ledger is in step, so that the store may seal it (seal.h). */
#ifndef CMSYNC_LEDGER_SETTLED_H
#define CMSYNC_LEDGER_SETTLED_H

#include "ledger/gate.h"
#include "ledger/ledger.h"
#include "ledger/seal.h"

/*
 * Nothing is left to do, wait for or tell of, within the scope of a run or outside: the next run
 * would count `pages`, `unchanged` and `warnings` of the seal, end with 0 and say nothing. Fills
 * in these, what is seen of the tree, and since when.
 */
bool settled_find(struct ledger *ledger, const struct gate *gate, struct seal *seal);

/* A complete scan ended: it began after `since_ms` of the wall clock. */
void settled_note_scan(struct ledger *ledger, int64_t since_ms);

#endif
