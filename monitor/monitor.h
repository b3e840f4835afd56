/* SPDX-License-Identifier: MIT */
/*
 * cmsync-monitor: events and snapshots become the model, views draw the model, keys change it or
 * ask for something. It owns nothing worth keeping: attach and detach as you like.
 */
#ifndef CMSYNC_MONITOR_MONITOR_H
#define CMSYNC_MONITOR_MONITOR_H

/* The value for main() to return. */
int monitor_main(int argc, char **argv);

#endif
