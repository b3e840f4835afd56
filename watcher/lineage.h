/* SPDX-License-Identifier: MIT */
/*
 * Which known file is where, by what the kernel says of names. A known file is called by the path
 * where it was known; it keeps that through every rename, of temporary names too, and through being
 * written anew: what appears at a path that it just left, or in its place, is it again, unless it
 * lives on under a name of the tree.
 */
#ifndef CMSYNC_WATCHER_LINEAGE_H
#define CMSYNC_WATCHER_LINEAGE_H

#include <stdbool.h>

struct lineage;

struct lineage *lineage_new(void);
void lineage_free(struct lineage **lineage);
void lineage_clear(struct lineage *lineage);

/* Something that was nowhere before is at `path`. */
void lineage_create(struct lineage *lineage, const char *path, bool is_ignored);

void lineage_delete(struct lineage *lineage, const char *path, bool is_ignored);

/* The first half of a rename: what leaves, NULL if it is nothing known. free() it. */
char *lineage_leave(struct lineage *lineage, const char *path, bool is_ignored);

/* The second half, over what was there; `carried` is what left, NULL what is unknown. */
void lineage_arrive(
    struct lineage *lineage, const char *path, bool is_ignored, const char *carried);

/* What is at `path`, a name of the tree: `path` itself as long as nothing was said of it, NULL when
   it is nothing known. Borrowed. */
const char *lineage_of(const struct lineage *lineage, const char *path);

/* What was at `path` before it left; NULL: nothing, or nothing left. Borrowed. */
const char *lineage_before(const struct lineage *lineage, const char *path);

/* What is known at `path` has an ignored name, and no other: it is on its way, or being saved. */
bool lineage_is_aside(const struct lineage *lineage, const char *path);

/* What is at `path` is known there now. */
void lineage_forget(struct lineage *lineage, const char *path);

#endif
