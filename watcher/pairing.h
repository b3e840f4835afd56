/* SPDX-License-Identifier: MIT */
/*
 * Which of the entries that vanished are which of those that are new: the same inode on the same
 * device, for files also the same size and time. Whatever has a second candidate (hard links)
 * stays unpaired.
 */
#ifndef CMSYNC_WATCHER_PAIRING_H
#define CMSYNC_WATCHER_PAIRING_H

#include "watcher/tree.h"

struct pairing {
    struct tree_entry *from;
    struct tree_entry *to;
};

/* All entries are of one kind. The pairs, in the order of `gone`. The caller owns the result:
   free() it. */
struct pairing *pairing_find(struct tree_entry *const *gone, size_t gone_count,
    struct tree_entry *const *found, size_t found_count, size_t *count);

#endif
