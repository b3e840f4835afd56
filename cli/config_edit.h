/* SPDX-License-Identifier: MIT */
/* `cmsync config get|set|unset`. */
#ifndef CMSYNC_CLI_CONFIG_EDIT_H
#define CMSYNC_CLI_CONFIG_EDIT_H

#include "cli/commands.h"

/* The value in force on standard output. `key` is no setting: EXIT_CODE_USAGE (said). */
int config_edit_get(const struct command_run *run, const struct config *config, const char *key);

/*
 * Shows what would change in which file, asks (or takes --yes), writes, and tells what runs to read
 * it. Without values the key is taken away. The exit code.
 */
int config_edit_set(const struct command_run *run, const struct config *config, const char *key,
    const struct config_list *values);

#endif
