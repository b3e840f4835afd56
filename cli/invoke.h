/* SPDX-License-Identifier: MIT */
/* Runs a command whose options are parsed: checks how many arguments there are, reads the
   configuration where the command wants it. */
#ifndef CMSYNC_CLI_INVOKE_H
#define CMSYNC_CLI_INVOKE_H

#include "cli/commands.h"

/* The first word of `options` is the command's name. `matcher` knows ignore patterns. The exit
 * code.
 */
int invoke_command(const struct command *command, const struct options *options,
    const struct ignore_matcher *matcher, command_input *keep_input);

#endif
