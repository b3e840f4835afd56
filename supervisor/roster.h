/* SPDX-License-Identifier: MIT */
/* Which stages there are, in which order they start and stop. Pure but for the children in it. */
#ifndef CMSYNC_SUPERVISOR_ROSTER_H
#define CMSYNC_SUPERVISOR_ROSTER_H

#include "base/control.h"
#include "supervisor/child.h"
#include "supervisor/lifecycle.h"

#include <stdbool.h>
#include <stddef.h>

enum roster_kind { ROSTER_STORE, ROSTER_CONVERTER, ROSTER_UPLOADER, ROSTER_WATCHER, ROSTER_KINDS };

enum { ROSTER_MOST = CONTROL_UPLOADERS_MOST + 3, ROSTER_NAME_BYTES = 16 };

struct member {
    enum roster_kind kind;
    char name[ROSTER_NAME_BYTES]; /* `watcher`, `uploader-2` */
    unsigned int number;          /* of an uploader, from 1; else 0 */
    struct lifecycle life;
    struct child child;
    unsigned long spawns;
    long credential; /* of an uploader: which one its process was given */
    long progress;   /* as its last beat said */
    bool has_ended;  /* its process said that its main loop is over */
    bool owes_pid;   /* the store has not been told of this uploader's pid */
    bool owes_state; /* the store has not been told of this state */
};

struct roster {
    struct member members[ROSTER_MOST];
    unsigned int uploaders; /* how many are wanted; 0: none at all */
    bool is_stopping;
    bool is_closing; /* while it stops: the store may still need the uploaders */
    bool is_up;      /* every stage had its first start */
};

void roster_set_up(struct roster *roster, unsigned int uploaders);

struct member *roster_find_pid(struct roster *roster, long pid);

struct member *roster_store(struct roster *roster);

/* Should run, as things are. */
bool roster_is_wanted(const struct roster *roster, const struct member *member);

/* The store and one of each kind at once, in this order: to load a program takes long, and what one
   asks the store before that is ready waits in its socket. The other uploaders behind them, each
   once those before it are up or fail: files are read and the site is asked while they start.
   After the first start always true. */
bool roster_may_start(const struct roster *roster, const struct member *member);

/* It is its turn to stop: watcher and converter at once, uploaders once the work of those is over
   and the store needs them no more, then the store. An uploader too many: at once. */
bool roster_may_stop(const struct roster *roster, const struct member *member);

/* No process is left. */
bool roster_is_down(const struct roster *roster);

/* `statestore` ...: the program is cmsync-KIND. */
const char *roster_kind_name(enum roster_kind kind);

#endif
