/* SPDX-License-Identifier: MIT */
/*
 * Somebody set the wall clock. What the ledger waits for is stored in its time (it outlives
 * restarts, in which no other clock goes on), and waits as long as it would have all the same: a
 * clock that went back holds nothing for days, one that went on ends no patience at once.
 */
#ifndef CMSYNC_LEDGER_CLOCK_SET_H
#define CMSYNC_LEDGER_CLOCK_SET_H

#include "ledger/ledger.h"

/* While it was open: the clock shows `by_ms` more than it would. In a batch. */
void clock_set_move(struct ledger *ledger, int64_t by_ms);

/* When it is opened, where nobody knows by how much: nothing waits longer than it may, and who
   holds a page has the whole time anew. In a batch. */
void clock_set_bound(struct ledger *ledger);

#endif
