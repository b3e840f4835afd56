/* SPDX-License-Identifier: MIT */
/*
 * The table of commands. Each has a file of its own (command_NAME.c, related ones share one) with
 * a row like those below; main() is one call.
 */
#ifndef CMSYNC_CLI_COMMANDS_H
#define CMSYNC_CLI_COMMANDS_H

#include "config/config.h"

#include <stddef.h>

struct ignore_matcher;

/* What standard input held, to who may have to give it to another program. */
typedef void command_input(const char *input, size_t length);

struct command_run {
    const struct command *command;
    const struct options *options;
    const struct config *config;  /* NULL for a command that reads none */
    const char *const *arguments; /* words behind the command */
    size_t count;
    const struct ignore_matcher *matcher;
    command_input *keep_input; /* NULL: nobody wants it */
};

enum { COMMAND_ANY = -1 }; /* any number of arguments */

struct command {
    const char *name;
    const char *summary; /* one line, lower case */
    const char *usage;   /* what follows `cmsync NAME`, without options */
    const char *example; /* `cmsync apply --yes`, a line each */
    int least;           /* arguments */
    int most;
    bool reads_config;
    bool is_steering;   /* ... for the instance's place alone: faults in it stop nothing */
    bool is_near;       /* ... the nearest to the first argument */
    unsigned int needs; /* bits of enum config_need */
    const struct option *options;
    size_t option_count;
    int (*run)(const struct command_run *run); /* the exit code */
};

/* Finds and runs the command; the value for main() to return. */
int commands_main(int argc, char *const *argv);

/* The table. */
const struct command *const *commands_list(size_t *count);

/* NULL when there is none of that name; no abbreviations. */
const struct command *commands_find(const char *name);

extern const struct command command_init;
extern const struct command command_apply;
extern const struct command command_plan;
extern const struct command command_convert;
extern const struct command command_check;
extern const struct command command_preview;
extern const struct command command_diff;
extern const struct command command_status;
extern const struct command command_tail;
extern const struct command command_start;
extern const struct command command_stop;
extern const struct command command_pause;
extern const struct command command_resume;
extern const struct command command_rescan;
extern const struct command command_retry;
extern const struct command command_reload;
extern const struct command command_scale;
extern const struct command command_restart;
extern const struct command command_confirm;
extern const struct command command_reject;
extern const struct command command_resolve;
extern const struct command command_restore;
extern const struct command command_auth;
extern const struct command command_doctor;
extern const struct command command_config;
extern const struct command command_demo;
extern const struct command command_completion;
extern const struct command command_version;
extern const struct command command_help;

#endif
