/* SPDX-License-Identifier: MIT */
/* What passes between watcher and store: the tree as the store knows it, and what changed. */
#ifndef CMSYNC_WATCHER_REPORT_H
#define CMSYNC_WATCHER_REPORT_H

#include "bus/stage.h"
#include "watcher/compare.h"
#include "watcher/events.h"

/* The end of a full scan. */
struct report_scan {
    bool is_complete;
    int64_t number; /* the scans_wanted that it answers */
    const char *trouble;
};

/* When the paths of a batch of events changed; in byte order of the paths. */
struct report_times {
    struct dirty *const *items;
    size_t count;
};

/* Fills an empty tree from the store. 0, or -1 (logged) when it refuses or the stage is to stop. */
int report_load(struct stage_run *run, struct tree *tree, int64_t *scans_wanted)
    __attribute__((warn_unused_result));

/*
 * Tells store and listeners. `scan`: the changes are those of a full scan, which is reported even
 * if there are none; NULL: they are not. `times` may be NULL. 0, or -1 (logged) when the store
 * refuses or the stage is to stop: what it knows now is not known here.
 */
int report_changes(struct stage_run *run, const struct changes *changes,
    const struct report_scan *scan, const struct report_times *times)
    __attribute__((warn_unused_result));

#endif
