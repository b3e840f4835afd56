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

/* Why the page, which is due, waits for another. A parent that is merely due itself is no reason to
   tell. waits_free() the result. */
void waits_find(struct ledger *ledger, int64_t page, struct waits *waits);
void waits_free(struct waits *waits);

/* The page's state is another now: those that wait for it, or may do so from now on, are touched.
 */
void waits_follow(struct ledger *ledger, int64_t page);

#endif
