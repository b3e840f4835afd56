/* SPDX-License-Identifier: MIT */
/* Runs `cmsync start` without waiting for it. */
#ifndef CMSYNC_MONITOR_STARTER_H
#define CMSYNC_MONITOR_STARTER_H

#include <stdbool.h>
#include <stddef.h>

struct starter;

/* `arguments` go behind `start`; NULL at the end. NULL (errno set) when it cannot be run. The
   caller ends it with starter_free(). */
struct starter *starter_new(const char *const *arguments);
void starter_free(struct starter **starter);

/* True when it has ended; then its exit status and the last line that it printed. */
bool starter_has_ended(struct starter *starter, int *status, char *line, size_t line_bytes);

/* Becomes `cmsync` with these arguments (NULL at the end); comes back only when that cannot be run.
 */
void starter_become(const char *const *arguments);

#endif
