/* SPDX-License-Identifier: MIT */
#include "converter/debounce.h"

int64_t debounce_wait_ms(int64_t quiet_ms, int64_t waiting_ms, int64_t debounce_ms)
{
    int64_t until_quiet = debounce_ms - quiet_ms;
    int64_t until_longest = DEBOUNCE_LONGEST_MS - waiting_ms;
    int64_t wait_ms = until_quiet < until_longest ? until_quiet : until_longest;
    return wait_ms < 0 ? 0 : wait_ms;
}
