/* SPDX-License-Identifier: MIT */
/*
 * The lock on a state folder: an flock() on `lock` in it, whose text names who has it. It goes
 * with the process, so a lock is never left over.
 */
#ifndef CMSYNC_CLI_HOLDER_H
#define CMSYNC_CLI_HOLDER_H

#include <stdbool.h>

enum { HOLDER_NAME_BYTES = 64 };

struct holder {
    long pid; /* 0 when it did not say */
    char name[HOLDER_NAME_BYTES];
};

enum holder_result {
    HOLDER_TAKEN,  /* it is ours now */
    HOLDER_BUSY,   /* somebody has it */
    HOLDER_FAILED, /* logged */
};

/* Takes the lock for `name` without waiting. *fd holds it until it is closed; *holder says who has
   it when it is busy. */
enum holder_result holder_take(
    const char *state_folder, const char *name, int *fd, struct holder *holder);

/* Whether somebody has the lock, and who. */
bool holder_look(const char *state_folder, struct holder *holder);

/* It is a short-lived reader (`cmsync status`) that will be gone in a moment. */
bool holder_is_brief(const struct holder *holder);

/* Sends a signal to the holder, if the process with its pid is one of our programs. 0, or -1. */
int holder_signal(const struct holder *holder, int signal);

#endif
