/* SPDX-License-Identifier: MIT */
/*
 * Work for uploaders: which page is due, and who has it. A lease covers the page with all that
 * belongs to it. It ends by its holder, or when the supervisor says that its holder is dead; never
 * by time alone: a holder that still lives could send.
 */
#ifndef CMSYNC_LEDGER_LEASES_H
#define CMSYNC_LEDGER_LEASES_H

#include "ledger/ledger.h"

enum {
    LEASE_MS = 300 * 1000,       /* longer than any request of an uploader */
    QUIET_AFTER_DEATH_MS = 5000, /* an old request may still arrive; its socket was reset */
};

/* A page that may be given out now; 0 when there is none. */
int64_t lease_pick(struct ledger *ledger);

/* Whoever gets it makes the page, and nothing of that has begun. */
bool lease_creates(struct ledger *ledger, int64_t page);

/* Whether one may, or will when titles are given out: a new page is read, others are still to be.
 */
bool lease_is_ahead(struct ledger *ledger);

/* Milliseconds until lease_pick() may find one by the passing of time; -1: not by time. */
int64_t lease_wait(struct ledger *ledger);

/* Gives the page to `pid`; fills the answer but for the site's facts; its memory lives in `pool`.
   False when nothing has to be done for it after all (then known follows wanted). */
bool lease_give(struct ledger *ledger, int64_t page, long pid, struct memory_pool *pool,
    struct message_lease_given *given);

/* The page that `pid` holds; 0 when none. */
int64_t lease_of_pid(struct ledger *ledger, long pid);

/* The page of a lease; 0 when the number is of no lease. */
int64_t lease_page(struct ledger *ledger, int64_t token);

/* The holder is dead. `is_own_fault` counts against the page. */
void lease_expire_pid(struct ledger *ledger, long pid, bool is_own_fault);

/* Expires every lease whose holder is not in `pids` (after a start of the store). */
void lease_expire_others(struct ledger *ledger, const long *pids, size_t count);

/* Pids of holders whose time is over: the supervisor is to kill them. Fills at most `limit`. */
size_t lease_list_overdue(struct ledger *ledger, long *pids, size_t limit);

int64_t lease_count(struct ledger *ledger);

#endif
