/* SPDX-License-Identifier: MIT */
/* How what is typed to find something is understood, everywhere in the monitor. Pure. */
#ifndef CMSYNC_MONITOR_MATCH_H
#define CMSYNC_MONITOR_MATCH_H

#include <stdbool.h>

/* A substring; capitals count when `wanted` has one. */
bool match_text(const char *wanted, const char *text);

#endif
