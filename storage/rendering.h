/* SPDX-License-Identifier: MIT */
/*
 * A page as text for reading and comparing: like Markdown, a sentence a line, so that a changed
 * word is a changed line. What Confluence generates (ids, comment markers, anchors) is left out. It
 * is no Markdown to go on with: macros are shown by name.
 */
#ifndef CMSYNC_STORAGE_RENDERING_H
#define CMSYNC_STORAGE_RENDERING_H

#include "base/text.h"

#include <stddef.h>

enum { RENDERING_MAX_BYTES = 64 * 1024 * 1024 };

/* Appends the text; a body that is not well-formed, or deeper than WELLFORMED_DEPTH_MAX, is
   appended as it is, for it has to be shown. */
void rendering_add(const char *body, size_t length, struct text *out);

#endif
