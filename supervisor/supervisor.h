/* SPDX-License-Identifier: MIT */
/*
 * cmsync-supervisor: starts the stages, watches them, restarts and stops them; knows nothing of
 * what they do. It must be the process that never dies: one thread, no library beyond the C
 * library, libyaml and libcrypto, no allocation in the loop but at a reload.
 */
#ifndef CMSYNC_SUPERVISOR_SUPERVISOR_H
#define CMSYNC_SUPERVISOR_SUPERVISOR_H

#include "config/config.h"
#include "config/options.h"
#include "supervisor/outbox.h"
#include "supervisor/roster.h"

#include <stdbool.h>
#include <stdint.h>

struct supervisor {
    struct options options;
    struct config config;
    struct roster roster;
    struct outbox outbox;
    bool has_uploaders; /* false with --without-uploaders */

    int signal_fd;
    int state_lock;
    int tree_lock;
    int token_fd;
    long credential; /* how many there were: token, account and site as the uploaders have them */
    int variable_token_fd;

    char **arguments[ROSTER_KINDS]; /* argv of each kind of stage */
    char **environment;
    size_t environment_count;

    int64_t stop_since_ms;  /* when the orderly stop began */
    int64_t close_until_ms; /* until then the store may keep the uploaders; 0: not any more */
    int64_t watchdog_ms;    /* between two signs of life for the service manager; 0: none */
    int64_t watchdog_due_ms;
    unsigned int told_wanted; /* what the service manager was told last */
    unsigned int told_ready;
    bool has_terminal;   /* standard error was one at the start */
    bool gives_up;       /* --give-up */
    bool gives_up_first; /* --give-up-at-first; not any more once a store was ready */
    int given_up;        /* the exit status that a stage left no way around; 0: none did */
};

/* The program: the value for main() to return. */
int supervisor_main(int argc, char **argv);

/* Time for deadlines: stands still while the machine sleeps, as the stages do. */
int64_t supervisor_now_ms(void);

#endif
