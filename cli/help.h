/* SPDX-License-Identifier: MIT */
/* Help, from the table of commands. Everything goes to standard output, but for the overview of
   somebody who gave no command. */
#ifndef CMSYNC_CLI_HELP_H
#define CMSYNC_CLI_HELP_H

#include "cli/commands.h"

#include <stdbool.h>

/* The commands. 0; or, when it was not asked for, on standard error and EXIT_CODE_USAGE. */
int help_print_overview(bool is_error);

/* One command with its options. */
int help_print_command(const struct command *command);

int help_print_version(void);

/* The topics of `cmsync help TOPIC`, with `between` between two. */
void help_list_topics(const char *between, struct text *out);

#endif
