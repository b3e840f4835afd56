/* SPDX-License-Identifier: MIT */
/* seen: what the watcher saw on disk. */
#ifndef CMSYNC_LEDGER_ENTRIES_H
#define CMSYNC_LEDGER_ENTRIES_H

#include "ledger/ledger.h"
#include "ledger/seal.h"

/* Fills an entries_seen answer; its memory lives in `pool`. */
void entries_list(struct ledger *ledger, const struct message_entries_ask *ask,
    struct memory_pool *pool, struct message_entries_seen *seen);

/* Adds all that is seen. */
void entries_sum(struct ledger *ledger, struct seal_tree *tree);

/* Takes a report in: moves, changes, what is gone; then the pages that follow from it. The same
   report a second time changes nothing. */
void entries_apply(struct ledger *ledger, const struct message_entries_report *report);

/* The role of a path in the tree of pages. */
enum entry_role entry_role_of(const char *path);

#endif
