/* SPDX-License-Identifier: MIT */
/* One look at the paths that events made dirty and that have been quiet since. */
#ifndef CMSYNC_WATCHER_SETTLE_H
#define CMSYNC_WATCHER_SETTLE_H

#include "watcher/events.h"
#include "watcher/scan.h"

struct settled {
    struct dirty **items; /* in byte order of the paths */
    size_t count;
};

/* Takes what is due, looks at it and hands what it finds to scan->compare. What is missing within
   its grace goes back to `events`. settled_free() the result. */
struct settled settle_look(
    struct events *events, struct scan *scan, const struct tree *tree, int64_t now_ms);
void settled_free(struct settled *settled);

/* After a walk of everything: hands what the kernel said of names to scan->compare. */
void settle_pairs(struct events *events, struct scan *scan);

#endif
