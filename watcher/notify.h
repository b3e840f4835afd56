/* SPDX-License-Identifier: MIT */
/*
 * inotify on every folder of the tree. A watch follows its folder, not the path: a moved folder
 * reports under its old path until it is watched again under the new one, and one that left the
 * tree until notify_prune().
 */
#ifndef CMSYNC_WATCHER_NOTIFY_H
#define CMSYNC_WATCHER_NOTIFY_H

#include "watcher/events.h"
#include "watcher/ignore.h"
#include "watcher/tree.h"

struct notify;

/* NULL and errno when inotify is not to be had (EMFILE: fs.inotify.max_user_instances). */
struct notify *notify_open(const char *root);
void notify_close(struct notify **notify);

int notify_descriptor(const struct notify *notify);

/* Watches a folder, "" for the root; to be called before it is listed. Harmless when it is watched
   already. 0, or -1: gone meanwhile, or no more watches (notify_is_short()). */
int notify_watch(struct notify *notify, const char *folder);

/* The limit of watches was reached since the last notify_reset_short(): some folders are blind. */
bool notify_is_short(const struct notify *notify);
void notify_reset_short(struct notify *notify);

size_t notify_count(const struct notify *notify);

/* What happened besides events on paths. */
struct notify_news {
    bool is_root_touched;   /* the root was moved, removed or unmounted */
    bool are_rules_changed; /* an ignore file was written, moved or removed */
};

/* Reads what there is into `events`, without waiting. Ignored names only count as halves of
   renames. Adds to `news`. */
void notify_read(
    struct notify *notify, struct events *events, struct ignore *ignore, struct notify_news *news);

/* Ends the watches of folders that are not in the tree. */
void notify_prune(struct notify *notify, const struct tree *tree);

#endif
