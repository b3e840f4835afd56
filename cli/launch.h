/* SPDX-License-Identifier: MIT */
/* Starts the project's other programs; they stand in the folder of our own. */
#ifndef CMSYNC_CLI_LAUNCH_H
#define CMSYNC_CLI_LAUNCH_H

#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

struct launch {
    const char *program;          /* `cmsync-supervisor` */
    const char *const *arguments; /* without argv[0]; NULL behind the last */
    int input_fd;                 /* becomes stdin; -1: /dev/null */
    int output_fd;                /* becomes stdout; -1: /dev/null */
    int errors_fd;                /* becomes stderr; -1: ours */
    int control_fd;               /* named to the child in CMSYNC_CONTROL_FD; -1: none */
    bool is_detached;             /* a session of its own, outlives us */
    int death_signal;             /* it gets this when we die; 0: none */
};

/* The pid, or -1 (logged). Signals are as at login, and the child is
   no part of our process group: Ctrl-C reaches it through us alone. */
pid_t launch_start(const struct launch *launch);

/* The exit status in the shell's form (128 + signal) of a child that ended; -1 while it runs. */
int launch_poll(pid_t pid);

/* Waits at most `timeout_ms` for the end of a child; its status as above, -1 when time is over. */
int launch_wait(pid_t pid, int timeout_ms);

/* The command line that gives a child our configuration, with `extra` (NULL behind the last) at its
   end. Lives as long as the options. */
const char *const *launch_arguments(
    const struct config *config, const struct options *options, const char *const *extra);

/* The path of a program or folder beside ours (`../share/cmsync/examples`). The caller owns the
   result: free() it; NULL when there is no such thing. */
char *launch_find(const char *name);

#endif
