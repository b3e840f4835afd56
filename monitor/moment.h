/* SPDX-License-Identifier: MIT */
/* Times and durations for a person. Pure (but for the time zone). */
#ifndef CMSYNC_MONITOR_MOMENT_H
#define CMSYNC_MONITOR_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_BYTES = 40 };

/* `2m ago`, `now`; "" for 0. */
void moment_print_age(int64_t at_ms, int64_t now_ms, char text[MOMENT_BYTES]);

/* `14:02` of today, else `2026-11-24 14:02`. */
void moment_print_when(int64_t at_ms, int64_t now_ms, char text[MOMENT_BYTES]);

/* `14:02:07` */
void moment_print_clock(int64_t at_ms, char text[MOMENT_BYTES]);

/* `00:41`, `1:02:30` */
void moment_print_duration(int64_t duration_ms, char text[MOMENT_BYTES]);

/* `3m`, `4h 12m`, `3d 4h` */
void moment_print_span(int64_t duration_ms, char text[MOMENT_BYTES]);

#endif
