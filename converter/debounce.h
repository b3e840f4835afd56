/* SPDX-License-Identifier: MIT */
/* When a file that was written to may be read: once it was quiet, but not later than that. */
#ifndef CMSYNC_CONVERTER_DEBOUNCE_H
#define CMSYNC_CONVERTER_DEBOUNCE_H

#include <stdint.h>

/* A file that is never quiet is taken after so long all the same. */
enum { DEBOUNCE_LONGEST_MS = 10 * 1000 };

/* How long to wait yet: 0 when the file is due. `quiet_ms` since its last change, `waiting_ms`
   since the first that is not converted. */
int64_t debounce_wait_ms(int64_t quiet_ms, int64_t waiting_ms, int64_t debounce_ms);

#endif
