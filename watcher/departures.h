/* SPDX-License-Identifier: MIT */
/*
 * How old selves leave the paths where they were known for those where they were found: each behind
 * what has to leave that path first. Shared by compare.c, which says who leaves for where, alone.
 */
#ifndef CMSYNC_WATCHER_DEPARTURES_H
#define CMSYNC_WATCHER_DEPARTURES_H

#include "watcher/compare.h"

/*
 * An entry has an old self (`values`: what was known) unless it is new, and a found self (`found`)
 * where that differs. A move carries an old self from one path to another: what it leaves behind
 * is new if something was found there, and out of the tree if not.
 */
enum mark {
    MARK_FOUND = 1,
    MARK_NEW = 2, /* no old self; `values` is what was found */
    MARK_CHANGED = 4,
    MARK_COVERED = 8,
    MARK_UNKNOWN = 16,
    MARK_ABSORBED = 32, /* its old self moved and nothing was found; out of the tree */
    MARK_TOUCHED = 64,
    MARK_LEAVING = 128, /* on the way of the chain in work */
    MARK_AWAITED = 256, /* an old self is to come here */
    MARK_MISSING = 512,
    MARK_WAITING = 1024, /* if nothing is there, it is too early to say that it is missing */
};

struct entries {
    struct tree_entry **items;
    size_t count;
    size_t capacity;
};

struct pair {
    char *from;
    char *to;
};

struct compare {
    struct tree *tree;
    bool is_full;
    bool is_nothing_known; /* the root could not be read */
    bool is_folder_covered;
    bool is_finished;
    struct entries touched; /* new or changed */
    struct entries marked;  /* covered, unknown or (unless all are looked at) found */
    struct entries missing;
    struct entries waiting;
    struct entries absorbed;
    struct entries leaving;    /* those with a goal */
    struct tree_entry *parked; /* the old self that was taken out of a ring last */
    struct pair *pairs;
    size_t pair_count;
    struct changes changes;
};

void departures_add(struct entries *entries, struct tree_entry *entry);
void departures_sort(struct entries *entries);

bool departures_is_same(const struct tree_values *a, const struct tree_values *b);

/* It is new or changed, to be reported. */
void departures_touch(struct compare *compare, struct tree_entry *entry, enum mark mark);
void departures_set_found(struct tree_entry *entry, const struct tree_values *values);

/* Something below the folder `from` is found unchanged at the same place below `to`. */
bool departures_have_same_content(
    const struct compare *compare, const struct tree_entry *from, const struct tree_entry *to);

/* The old self of `from` is to go to `to`, for which no other is. */
void departures_aim(struct compare *compare, struct tree_entry *from, struct tree_entry *to);

/* All that have a goal leave for it. */
void departures_run(struct compare *compare);

#endif
