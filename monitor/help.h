/* SPDX-License-Identifier: MIT */
/* The keys of the screen that is shown, with a search; made from the table of actions. Pure. */
#ifndef CMSYNC_MONITOR_HELP_H
#define CMSYNC_MONITOR_HELP_H

#include "monitor/model.h"

void help_open(struct model *model);

#endif
