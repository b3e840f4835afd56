/* SPDX-License-Identifier: MIT */
/* Running text: escaping, and the small marks in it (emoji, `==mark==`, footnotes). */
#ifndef CMSYNC_MARKDOWN_PROSE_H
#define CMSYNC_MARKDOWN_PROSE_H

#include <stddef.h>

struct conversion;

/* Sets c->special from the options and from what the file defines. */
void prose_prepare(struct conversion *c);

/* Appends text; the hot path of the converter. */
void put_prose(struct conversion *c, const char *data, size_t length);

/* The text that `~` has just opened: with `H~2~O` it is a subscript, not struck out. */
void prose_note_subscript(struct conversion *c, const char *data, size_t length);

/* Appends text as it is but for escaping; as fast. */
void put_plain(struct conversion *c, const char *data, size_t length);

#endif
