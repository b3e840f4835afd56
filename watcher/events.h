/* SPDX-License-Identifier: MIT */
/*
 * From inotify's events to paths that want a look. Nothing is decided on an event: editors save by
 * renaming away, writing anew, deleting and linking (the sequences are in the tests), so an event
 * only makes its path dirty, and once the path was quiet for a moment somebody looks at it. A path
 * that is missing then gets a little longer before it counts as gone.
 */
#ifndef CMSYNC_WATCHER_EVENTS_H
#define CMSYNC_WATCHER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVENTS_GRACE_MS = 300,       /* a missing path may come back: delete and create */
    EVENTS_LONG_GRACE_MS = 2000, /* it was renamed to a temporary name: a save is on its way */
    EVENTS_LONGEST_MS = 1000,    /* a path that is never quiet is looked at all the same */
    EVENTS_MAX = 16384,          /* more dirty paths than this are a full scan */
};

struct event {
    uint32_t mask; /* inotify's */
    uint32_t cookie;
    const char *path;
    bool is_ignored;
    int64_t now_ms;  /* clock_now_ms() */
    int64_t wall_ms; /* clock_wall_ms() */
};

/* A path to look at. */
struct dirty {
    char *path;
    int64_t first_ms;     /* of the first event */
    int64_t changed_ms;   /* wall clock of the last event */
    int64_t due_ms;       /* when to look */
    int64_t missing_ms;   /* when it counts as gone if it is missing */
    struct dirty *leader; /* of those that were renamed in a row; from events_take() on */
    bool is_waiting;      /* the looker's, of a leader: its row goes back */
    bool is_attributes;   /* nothing but attributes changed: permissions perhaps */
};

struct events;

/* A path is due once it was quiet for `settle_ms`. */
struct events *events_new(int64_t settle_ms);
void events_free(struct events **events);

void events_add(struct events *events, const struct event *event);

/* The kernel dropped events, or there are too many: look at everything. */
void events_overflow(struct events *events);

/* True once after an overflow. */
bool events_take_overflow(struct events *events);

/* When events_take() is worth a call (clock_now_ms()); -1: nothing is dirty. May be too early. */
int64_t events_due_ms(const struct events *events);

/* Once a path is due, takes all that are dirty, in byte order: what is missing in one place may be
   in another. Each goes back by events_keep() or to dirty_free(). The caller owns the array: free()
   it. */
struct dirty **events_take(struct events *events, int64_t now_ms, size_t *count);

/* The path was missing, or one of its row: again at `due_ms`. */
void events_keep(struct events *events, struct dirty *dirty, int64_t due_ms);

/* A folder is known by another name now: what waited below the old one does so below the new. */
void events_follow(struct events *events, const char *from, const char *to);

/* The path at which what is at `path` now was known, by what the kernel said of names since (see
   lineage.h); NULL: it is new. Borrowed. */
const char *events_origin(const struct events *events, const char *path);

/* What was known at the path went to an ignored name, and may come from there to any other. */
bool events_is_aside(const struct events *events, const char *path);

/* What is at the path is known there now. */
void events_settled(struct events *events, const char *path);

/* The same of all paths, and of `each` before: a full scan looked at them. */
typedef void events_each(void *context, const char *path, const char *origin);
void events_settle_all(struct events *events, events_each *each, void *context);

void dirty_free(struct dirty **dirty);

/* Forgets everything: a full scan looks at it anyway. */
void events_clear(struct events *events);

#endif
