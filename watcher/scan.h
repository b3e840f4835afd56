/* SPDX-License-Identifier: MIT */
/*
 * Walking the disk: what is found goes to a compare (or a taker), each folder is watched before it
 * is listed, what cannot be read is named. Links to folders are never followed, links to regular
 * files count as files if they stay inside the root. No file is opened but ignore files.
 */
#ifndef CMSYNC_WATCHER_SCAN_H
#define CMSYNC_WATCHER_SCAN_H

#include "base/text.h"
#include "watcher/compare.h"
#include "watcher/ignore.h"
#include "watcher/notify.h"
#include "watcher/tree.h"

/* Called now and then; false ends the walk. */
typedef bool scan_tick(void *context);

/* Who wants what is found where there is no compare; false ends the walk. */
typedef bool scan_taker(void *context, const char *path, const struct tree_values *values);

/* Told of what is called as a page is, and makes none: why, and what helps. */
typedef void scan_skipped(void *context, const char *path, const char *reason);

/* Told of what is left out, by its name or by a pattern. */
typedef void scan_ignored(void *context, const char *path, bool is_folder);

struct scan {
    const char *root; /* absolute */
    int root_fd;      /* scan_open() */
    int64_t root_device;
    int64_t root_inode;
    char *root_real;         /* without links; for links in the tree */
    struct compare *compare; /* NULL: the taker gets what is found */
    scan_taker *taker;
    struct ignore *ignore;
    struct notify *notify; /* NULL: nothing is watched */
    scan_tick *tick;       /* NULL: none */
    scan_skipped *skipped; /* NULL: nobody wants to know */
    scan_ignored *ignored; /* NULL: nobody wants to know */
    void *context;         /* of tick, taker, skipped and ignored */

    struct text path; /* where the walk is */
    struct text trouble;
    size_t trouble_count;
    size_t seen;
    bool is_complete; /* everything could be read */
    bool is_stopped;  /* the tick said so */
};

enum scan_look {
    SCAN_MISSING, /* or nothing that belongs to a tree: FIFO, device, link that leaves the root */
    SCAN_THERE,
    SCAN_UNREADABLE,
};

/* Opens the root. 0, or -1 and the reason in `trouble`. scan_close() it in both cases. */
int scan_open(struct scan *scan, const char *root);
void scan_close(struct scan *scan);

/* The root's path still leads to the folder that was opened. */
bool scan_has_root(const struct scan *scan);

/* Looks at one path without following links on the way. Does not touch the compare. */
enum scan_look scan_look(struct scan *scan, const char *path, struct tree_values *values);

/* The path or a folder above it is ignored. */
bool scan_ignores(const struct scan *scan, const char *path, bool is_folder);

/* Looks at one path and hands what is there to the compare, of a folder everything below it too.
   What is ignored is missing: it may be so since its event came. */
enum scan_look scan_visit(struct scan *scan, const char *path);

/* Walks the folder (tree path, "" for the root) and everything below. What lies below it is to be
   covered by the caller. */
void scan_walk(struct scan *scan, const char *folder);

#endif
