/* SPDX-License-Identifier: MIT */
/* SIGHUP: the configuration and the token are read again. */
#ifndef CMSYNC_SUPERVISOR_RELOAD_H
#define CMSYNC_SUPERVISOR_RELOAD_H

#include "supervisor/supervisor.h"

/*
 * Restarts the stages that what changed concerns and tells the others to read it again. With an
 * error in the configuration everything stays as it was.
 */
void reload_configuration(struct supervisor *supervisor);

#endif
