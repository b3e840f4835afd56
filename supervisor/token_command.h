/* SPDX-License-Identifier: MIT */
/* Runs the user's own command that prints the token (`pass show ...`). */
#ifndef CMSYNC_SUPERVISOR_TOKEN_COMMAND_H
#define CMSYNC_SUPERVISOR_TOKEN_COMMAND_H

#include "config/problem.h"
#include "config/settings.h"
#include "config/token_source.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Runs the command with /dev/null as input and reads what it prints, at most TOKEN_BYTES. 0, or -1
 * and a problem: it could not be run, failed, or took longer than `limit_ms` (then it is killed
 * with its process group).
 */
int token_command_run(const struct config_command *command, int64_t limit_ms,
    char data[TOKEN_BYTES], size_t *size, struct problem *problem);

#endif
