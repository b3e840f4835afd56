/* SPDX-License-Identifier: MIT */
/*
 * One look at the disk, or at parts of it, against the tree: what changed, what moved, what is
 * gone. The tree becomes what was found. A path that exists is the same file whatever its inode
 * (editors write anew), unless what was there is found at another path: files that changed places,
 * and chains of renames, are moves.
 *
 *   compare_new, compare_cover / _found / _unknown / _pair in any order, compare_match, then for
 *   each that is missing perhaps a second look (compare_found), compare_finish, compare_free
 */
#ifndef CMSYNC_WATCHER_COMPARE_H
#define CMSYNC_WATCHER_COMPARE_H

#include "base/text.h"
#include "watcher/tree.h"

struct compare_move {
    char *from;
    char *to;
    bool is_folder;
};

struct compare_change {
    const struct tree_entry *entry; /* in the tree */
    bool is_new;
};

/* What there is to report. Moves are to be applied in this order, each to the result of those
   before it; a moved folder takes along what is below it. */
struct changes {
    struct compare_move *moves;
    size_t move_count;
    struct compare_change *changed; /* folders before what they hold */
    size_t changed_count;
    struct tree_entry **gone; /* out of the tree already */
    size_t gone_count;
};

struct compare;

/* `is_full`: everything is looked at; what is not found is missing. */
struct compare *compare_new(struct tree *tree, bool is_full);
void compare_free(struct compare **compare);

/* Everything at and below `path` is looked at. */
void compare_cover(struct compare *compare, const char *path);

/* The path is not looked at yet: it is not missing by a look at the folder above. Before any other
   is covered or found. */
void compare_wait(struct compare *compare, const char *path);
bool compare_waits(const struct compare *compare, const char *path);

void compare_found(struct compare *compare, const char *path, const struct tree_values *values);

/* To be reported as changed even if nothing that we compare is different. */
void compare_force(struct compare *compare, const char *path);

/* The folder cannot be read (or "": the root): nothing below it counts as missing. */
void compare_unknown(struct compare *compare, const char *folder);

/* By what the kernel said of names, what was known at `from` is at `to` (lineage.h). */
void compare_pair(struct compare *compare, const char *from, const char *to);

/* The tree knows something below `folder`. */
bool compare_knows_below(const struct compare *compare, const char *folder);

/* Known paths that were not looked at, though what was found elsewhere was there: adds them to
   `paths`, each with its NUL. How many; to be found or covered, then asked again. */
size_t compare_list_origins(const struct compare *compare, struct text *paths);

/* Finds the moves. After it nothing may be covered. */
void compare_match(struct compare *compare);

/* The entries that are missing and did not move. Borrowed, until compare_finish(). */
struct tree_entry *const *compare_missing(const struct compare *compare, size_t *count);

/* What there is to report; lives as long as `compare` (and the entries in the tree). */
const struct changes *compare_finish(struct compare *compare);

#endif
