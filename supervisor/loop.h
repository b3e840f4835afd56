/* SPDX-License-Identifier: MIT */
/* The supervisor's poll loop. */
#ifndef CMSYNC_SUPERVISOR_LOOP_H
#define CMSYNC_SUPERVISOR_LOOP_H

#include "supervisor/supervisor.h"

/* Runs the stages until an orderly stop is done and no process is left. */
void loop_run(struct supervisor *supervisor);

#endif
