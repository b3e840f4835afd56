/* SPDX-License-Identifier: MIT */
/*
 * What makes md4c 0.4.8 slow out of all proportion, kept within bounds: thousands of bare addresses
 * or of lines with brackets in one paragraph, tables of hundreds of columns, endless reference
 * definitions. Files that people write have none of it. And what it does not read at all.
 */
#ifndef CMSYNC_MARKDOWN_BOUNDS_H
#define CMSYNC_MARKDOWN_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct line;
struct preparation;

/* Stands where a long run of addresses is cut; a character that is none, written as an entity. */
#define BOUNDS_CUT "&#xFDD0;"

enum {
    BOUNDS_PARAGRAPH_BYTES = 16 * 1024,
    BOUNDS_DEFINITION_BYTES = 2000,
    BOUNDS_COLUMNS = 128, /* as in md4c 0.5 */
};

/* A paragraph goes on for `bytes` already, and the line that begins at `at` is `length` long. */
static inline bool bounds_may_trigger(size_t bytes, const char *at, size_t length)
{
    return bytes > BOUNDS_PARAGRAPH_BYTES || (length > BOUNDS_DEFINITION_BYTES && *at == '[');
}

/* md4c 0.4.8 skips the byte behind `https://`, be it the first of two asterisks. `colon` belongs to
   such an address. */
bool bounds_swallows(const char *data, const char *colon, const char *end);

/* The paragraph has to end here: the line is to begin another. */
bool bounds_end_paragraph(struct preparation *p, const struct line *line);

/* Adds the line up to its end, cut where it has to be; true when that was done. */
bool bounds_add(struct preparation *p, const struct line *line);

/* The entity is no more than a cut. */
static inline bool bounds_is_cut(const char *entity, size_t length)
{
    return length == sizeof BOUNDS_CUT - 1 && memcmp(entity, BOUNDS_CUT, length) == 0;
}

#endif
