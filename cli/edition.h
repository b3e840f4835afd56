/* SPDX-License-Identifier: MIT */
/* The option --edition of commands that convert. */
#ifndef CMSYNC_CLI_EDITION_H
#define CMSYNC_CLI_EDITION_H

#include "cli/commands.h"
#include "markdown/page.h"

/* Sets *edition to what the option says, if it is given. 0, or EXIT_CODE_USAGE (said). */
int edition_choose(const struct command_run *run, enum page_edition *edition);

#endif
