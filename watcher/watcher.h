/* SPDX-License-Identifier: MIT */
/*
 * The stage that tells the store what is on disk. Full scans are the truth, events only make the
 * next look come sooner: whatever is lost, a scan finds.
 */
#ifndef CMSYNC_WATCHER_WATCHER_H
#define CMSYNC_WATCHER_WATCHER_H

#include "bus/stage.h"

extern const struct stage watcher;

#endif
