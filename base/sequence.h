/* SPDX-License-Identifier: MIT */
/* The fewest moves that bring a sequence into order. */
#ifndef CMSYNC_BASE_SEQUENCE_H
#define CMSYNC_BASE_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * `places` are where the members stand now, listed as they should stand; 0: nobody knows. Sets
 * `stays` of those that need not be moved: a longest row of rising places, and the first member
 * where no place is known. Each other one is moved beside a neighbour. How many stay.
 */
size_t sequence_keep(const int64_t *places, size_t count, bool *stays);

#endif
