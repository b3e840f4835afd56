/* SPDX-License-Identifier: MIT */
/* Cutting a process off: namespaces where they are to be had, else a filter on system calls. */
#ifndef CMSYNC_DRAWER_CAGE_H
#define CMSYNC_DRAWER_CAGE_H

#include <stddef.h>

enum cage {
    CAGE_NONE,       /* neither is to be had */
    CAGE_NAMESPACES, /* a network of its own, with nothing but loopback; own processes, own mounts
                      */
    CAGE_FILTER,     /* sockets cannot be made; the disk is as it is */
};

/* What the next child will live in. Called once, by a process with one thread. */
enum cage cage_prepare(void);

/*
 * In the child: finishes the cage, and gives up every privilege. `folder` becomes an empty one that
 * nobody else sees (with CAGE_NAMESPACES), the files of `hidden` become empty. 0, or -1: the child
 * must end.
 */
int cage_enter(enum cage cage, const char *folder, const char *const *hidden, size_t hidden_count);

#endif
