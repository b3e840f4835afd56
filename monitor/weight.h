/* SPDX-License-Identifier: MIT */
/* How much memory a process has, by /proc. */
#ifndef CMSYNC_MONITOR_WEIGHT_H
#define CMSYNC_MONITOR_WEIGHT_H

#include <stdint.h>

/* Bytes in memory that are not shared with others; 0 when it cannot be known. */
int64_t weight_of_process(long pid);

#endif
