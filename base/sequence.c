/* SPDX-License-Identifier: MIT */
#include "base/sequence.h"

#include "base/memory.h"

/* The first of `ends` whose member stands at `place` or behind. */
static size_t find_end(const int64_t *places, const size_t *ends, size_t length, int64_t place)
{
    size_t low = 0;
    size_t high = length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[ends[middle]] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Patience sorting: ends[n] is where the row of n + 1 members ends that ends lowest. */
size_t sequence_keep(const int64_t *places, size_t count, bool *stays)
{
    if (count == 0)
        return 0;
    size_t *ends = memory_new(count * sizeof *ends);
    size_t *before = memory_new(count * sizeof *before);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        stays[i] = false;
        if (places[i] <= 0)
            continue;
        size_t at = find_end(places, ends, length, places[i]);
        before[i] = at > 0 ? ends[at - 1] : count;
        ends[at] = i;
        length += at == length;
    }
    for (size_t i = length > 0 ? ends[length - 1] : count; i < count; i = before[i])
        stays[i] = true;
    if (length == 0)
        stays[0] = true;
    memory_free(&ends);
    memory_free(&before);
    return length == 0 ? 1 : length;
}
