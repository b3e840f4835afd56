/* SPDX-License-Identifier: MIT */
/* Other programs for the person at the terminal: the editor, the browser. Never waits for them. */
#ifndef CMSYNC_MONITOR_OUTSIDE_H
#define CMSYNC_MONITOR_OUTSIDE_H

#include <stdbool.h>
#include <sys/types.h>

/* $VISUAL, $EDITOR or vi on the file, with this terminal. Its pid, or -1 (errno set). */
pid_t outside_edit(const char *file);

/* True when it has ended; then its exit status. */
bool outside_has_ended(pid_t pid, int *status);

/* A browser that shows the address, away from this terminal. False when there is none here, as over
   a connection without a display. */
bool outside_open(const char *url);

#endif
