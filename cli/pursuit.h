/* SPDX-License-Identifier: MIT */
/* Follows a run in the store of an engine until it is where the caller wants it. */
#ifndef CMSYNC_CLI_PURSUIT_H
#define CMSYNC_CLI_PURSUIT_H

#include "cli/engine.h"

#include <stdint.h>

enum pursuit_goal {
    PURSUIT_CONVERTED, /* every file is converted or failed: the plan is complete */
    PURSUIT_CHECKED,   /* no check for changes in Confluence is going on */
    PURSUIT_SETTLED,   /* and nothing is left that could be done now */
};

struct pursuit {
    struct engine *engine;
    bool shows_progress;
    bool adopts; /* the run takes pages over that have our titles */
    bool has_said_unreachable;
    bool has_said_blocked;
    bool has_said_silence;
    int64_t requests; /* when it changed last ... */
    int64_t moved_ms; /* ... by clock_now_ms() */
    int64_t started_ms;
    struct message known; /* the last run_known; message_free() it */
};

/* Begins a run: `scope` are tree paths (none: everything). 0, or an exit code (said). */
int pursuit_begin(struct pursuit *pursuit, const struct item_path_name *scope, size_t scope_count,
    int64_t max_deletions, bool is_plan);

/* Waits until the goal is reached. 0, or an exit code (said, unless interrupted). */
int pursuit_follow(struct pursuit *pursuit, enum pursuit_goal goal);

/* Asks whether people changed pages in Confluence: all of ours, or those that are due alone. 0, or
   an exit code (said). PURSUIT_CHECKED waits for its end. */
int pursuit_check(struct pursuit *pursuit, bool is_due_alone);

/* Uploads go on, if they were paused. 0, or an exit code (said). */
int pursuit_resume(struct pursuit *pursuit);

void pursuit_end(struct pursuit *pursuit);

#endif
