/* SPDX-License-Identifier: MIT */
/* What is said to the store of a running supervisor. */
#ifndef CMSYNC_CLI_CONTROL_H
#define CMSYNC_CLI_CONTROL_H

#include "config/config.h"

/* Makes what runs, if something does, read the configuration again, and says so. The exit code. */
int control_reload(const struct config *config);

#endif
