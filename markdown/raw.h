/* SPDX-License-Identifier: MIT */
/* Raw storage format that is well-formed, and may still hold what only the top level of a page can.
 */
#ifndef CMSYNC_MARKDOWN_RAW_H
#define CMSYNC_MARKDOWN_RAW_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* Layouts in out[start..] become layouts of the page, comments vanish. False when a layout lies in
   something else; *line is the line of the first, from 1. */
bool raw_settle(struct conversion *c, size_t start, size_t *line);

#endif
