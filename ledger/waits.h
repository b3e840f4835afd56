/* SPDX-License-Identifier: MIT */
/*
 * Pages that are due and yet wait for another page of ours: for their parent, or for one that still
 * has their title in Confluence. A person who looks for the reason finds it at the other page, so
 * it is named. Which pages an uploader may take is decided in leases.c; this tells why it does not.
 */
#ifndef CMSYNC_LEDGER_WAITS_H
#define CMSYNC_LEDGER_WAITS_H

#include "ledger/ledger.h"

struct waits {
    int64_t page;  /* the one that has to get further first; 0: none is in the way */
    bool is_stuck; /* and it does not by itself */
    struct text text;
};

/* What was found out on the way, for many pages in a row while none of them changes: those below
   one page need not all look further up. Begins as zero. */
struct waits_above {
    int64_t page; /* it and all above it get there by themselves */
};

/* Why the page, which is due, waits for another. A parent that is merely due itself is no reason to
   tell. waits_free() the result. */
void waits_find(
    struct ledger *ledger, struct waits_above *above, int64_t page, struct waits *waits);
void waits_free(struct waits *waits);

/* The page's letter is another now: those that wait for it, or may do so from now on, are touched.
 */
void waits_follow(struct ledger *ledger, int64_t page, char letter);

#endif
