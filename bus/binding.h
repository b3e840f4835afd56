/* SPDX-License-Identifier: MIT */
/*
 * A socket that others find in the run folder. Whoever cleans up runtime folders (a logout, a
 * cleaner of old files) may take its file: who is connected notices nothing, but nobody new gets
 * through, and libzmq does not tell. So its owner looks now and then, and puts it there again.
 */
#ifndef CMSYNC_BUS_BINDING_H
#define CMSYNC_BUS_BINDING_H

#include "bus/endpoint.h"

struct _zsock_t; /* czmq names its types so; no header includes it */

struct binding {
    char *run_folder;
    const char *name;        /* borrowed */
    struct _zsock_t *socket; /* NULL: not bound */
    bool is_lost;            /* let go of, to be bound anew */
    unsigned int failures;   /* to do so, in a row */
    unsigned int rest;       /* looks that are left out for them */
};

/* Makes a socket of this type (ZMQ_PUB, ...) and binds it. 0, or -1 (logged). */
int binding_open(struct binding *binding, const char *run_folder, const char *name, int type);
void binding_close(struct binding *binding);

/* Once a second: what was taken away is there again after two of them, and the folder is private.
   Where that cannot be (a logout takes the folder's parent, too) it tries, and complains, more and
   more seldom. */
void binding_look_after(struct binding *binding);

#endif
