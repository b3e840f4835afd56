/* SPDX-License-Identifier: MIT */
/* A line in which one types what is to be done, by the names of the command line. Pure. */
#ifndef CMSYNC_MONITOR_PALETTE_H
#define CMSYNC_MONITOR_PALETTE_H

#include "monitor/model.h"

/* With `text` in the line already. */
void palette_open(struct model *model, const char *text);

#endif
