/* SPDX-License-Identifier: MIT */
/* The two clocks. Deadlines use the first, anything stored the second. */
#ifndef CMSYNC_BASE_CLOCK_H
#define CMSYNC_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds that never jump and go on during suspend (CLOCK_BOOTTIME). */
int64_t clock_now_ms(void);

/* Milliseconds since 1970, as the machine's wall clock has it; may jump. */
int64_t clock_wall_ms(void);

enum { CLOCK_TEXT_BYTES = 32 };

/* `2026-11-22T14:04:30.123Z` for a wall time. */
void clock_to_text(int64_t wall_ms, char text[CLOCK_TEXT_BYTES]);

#endif
