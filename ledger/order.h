/* SPDX-License-Identifier: MIT */
/*
 * The order of pages below one parent (publish.order: files): by the number that the front matter
 * gives (`confluence: order:`) or the file's name begins with, then by path. page.place says how
 * they were arranged last; one page of a group that stands otherwise is due with the whole group.
 */
#ifndef CMSYNC_LEDGER_ORDER_H
#define CMSYNC_LEDGER_ORDER_H

#include "ledger/ledger.h"

struct order_key {
    bool has_number; /* those without stand behind those with */
    int64_t number;
    const char *path;
};

/* What decides the place of a page; `path` as in the ledger, borrowed. */
struct order_key order_key_of(const char *path, const char *options);

/* As strcmp() does. */
int order_compare(const struct order_key *a, const struct order_key *b);

/* Makes due what has to be arranged; after it nothing is left to look at (has_order). */
void order_review(struct ledger *ledger);

/* 1 while that is to come; else 0. */
int64_t order_waits(const struct ledger *ledger);

/* How many moves the group of a page that is due for it takes at most; 0: it is in order, or is not
   due. Then `wanted` and `known` (NULL: not asked for) get the ids of its pages, one a line: as
   they should stand, and as they were arranged last. */
size_t order_find(struct ledger *ledger, int64_t page, struct text *wanted, struct text *known);

/* The pages beside `page` were arranged so; the place of others there is unknown. */
void order_take(struct ledger *ledger, int64_t page, const char *ids);

#endif
