/* SPDX-License-Identifier: MIT */
/*
 * Inline comments stand in the body as markers around the text they are about; a body written
 * without them loses them. They are carried from what is there to what is going to be written, to
 * the same text where it still occurs.
 */
#ifndef CMSYNC_STORAGE_COMMENTS_H
#define CMSYNC_STORAGE_COMMENTS_H

#include "base/text.h"

#include <stddef.h>

enum { COMMENTS_MAX = 500 };

struct comments_count {
    size_t carried;
    size_t lost; /* their text does not occur any more */
};

/*
 * Appends `wanted` with the markers of `present` set around the same texts; where a text occurs
 * more than once, the place with the most alike surroundings. `wanted` is well-formed and stays so;
 * `present` may be anything.
 */
struct comments_count comments_carry(const char *present, size_t present_length, const char *wanted,
    size_t wanted_length, struct text *out);

#endif
