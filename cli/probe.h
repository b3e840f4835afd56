/* SPDX-License-Identifier: MIT */
/*
 * Asking Confluence, beside whatever runs: cmsync-supervisor finds the token and becomes an
 * uploader that cannot write, which tells what it found and ends. The token never comes here.
 */
#ifndef CMSYNC_CLI_PROBE_H
#define CMSYNC_CLI_PROBE_H

#include "bus/messages.h"
#include "config/config.h"

/*
 * `what`: `sign-in` or `site`. 0 with a probe_report (message_free() it); or the exit code that it
 * ended with, and what it said in `problems`; or the code of an interrupt.
 */
int probe_ask(const struct config *config, const struct options *options, const char *what,
    struct message *report, struct text *problems) __attribute__((warn_unused_result));

#endif
