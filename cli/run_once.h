/* SPDX-License-Identifier: MIT */
/* One run of a supervisor of our own, from start to end: what apply and plan have in common. */
#ifndef CMSYNC_CLI_RUN_ONCE_H
#define CMSYNC_CLI_RUN_ONCE_H

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/outline.h"
#include "cli/pursuit.h"

struct run_once {
    const struct command_run *run;
    struct engine *engine;
    struct pursuit pursuit;
    struct item_path_name *scope; /* borrows from places */
    char **places;
    size_t scope_count;
    bool has_named_scope; /* by the arguments */
    int64_t max_deletions;
    bool is_plan;
    bool has_states; /* the outline tells what each step rests on */
    bool is_json;
};

/* Adds a tree path to the scope; it is the run's then. */
void run_once_add_place(struct run_once *once, char *place);

/* The arguments of the command are the scope. 0, or an exit code (said). */
int run_once_read_scope(struct run_once *once);

/* Starts the supervisor and the run. 0, or an exit code (said): EXIT_CODE_NOT_FOUND when an
   argument names neither a file nor a page whose file is gone. */
int run_once_begin(struct run_once *once, const struct engine_wish *wish);

/* Waits until everything is converted, looks (unless is_offline) whether people changed what is due
   or (is_whole) anything, and fetches what would be done. 0, or an exit code (said). */
int run_once_outline(
    struct run_once *once, bool is_offline, bool is_whole, struct outline *outline);

/* Says why a check for changes failed. 0, or an exit code. */
int run_once_say_check(const struct run_once *once);

void run_once_say_trouble(const struct run_once *once);

/* Where the folder makes no page: why. */
void run_once_say_empty(const struct run_once *once);

/* For functions that ask through somebody else: context is the engine. */
int run_once_ask(void *context, const struct message *question, struct message *answer);

/* Ends the supervisor and frees the run; `code`, unless the way it ended says more. */
int run_once_finish(struct run_once *once, int code);

#endif
