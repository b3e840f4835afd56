/* SPDX-License-Identifier: MIT */
/*
 * Which of the entries that are not where they were are which of those that were found: the same
 * inode, born at the same moment; where the file system tells no birth, on the same device and for
 * files of the same size and time. Whatever has a second candidate (hard links) stays unpaired.
 */
#ifndef CMSYNC_WATCHER_PAIRING_H
#define CMSYNC_WATCHER_PAIRING_H

#include "watcher/tree.h"

struct pairing {
    struct tree_entry *from;
    struct tree_entry *to;
};

/* Of `gone` the old selves count, of `found` what was found; all are of one kind. The pairs, in the
   order of `gone`. The caller owns the result: free() it. */
struct pairing *pairing_find(struct tree_entry *const *gone, size_t gone_count,
    struct tree_entry *const *found, size_t found_count, size_t *count);

/* Those of `old` that one of `found` is, in no order. The caller owns the result: free() it. */
struct tree_entry **pairing_find_origins(struct tree_entry *const *old, size_t old_count,
    struct tree_entry *const *found, size_t found_count, size_t *count);

/* The same inode, and not one that was made again under the old number. */
bool pairing_may_be_same(const struct tree_values *old, const struct tree_values *found);

#endif
