/* SPDX-License-Identifier: MIT */
/*
 * One supervisor per state folder and per tree. Locks are flock()s: they end with the last process
 * that holds the descriptor, which is why the store inherits both. Nothing is written to the tree.
 */
#ifndef CMSYNC_SUPERVISOR_LOCK_H
#define CMSYNC_SUPERVISOR_LOCK_H

#include "base/text.h"

#include <stdbool.h>

/* Locks `<state>/lock` and writes our pid and host into it. The descriptor, or -1 and the problem
   appended, with `*is_held` set when another instance has it. Waits up to 5 s for what is left of
   an instance whose supervisor is dead, and for commands that hold it for a moment. */
int lock_state(const char *state_folder, bool *is_held, struct text *problems);

/* Locks the folder `root` itself. As above; a file system without locks gives a descriptor and a
   warning in the log. */
int lock_tree(const char *root, bool *is_held, struct text *problems);

/* Gives a lock up, also for the processes that inherited it, and closes the descriptor. */
void lock_release(int fd);

#endif
