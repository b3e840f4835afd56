/* SPDX-License-Identifier: MIT */
/* Paragraphs that are something else: a table of contents, definitions, a formula. */
#ifndef CMSYNC_CONVERTER_PARAGRAPHS_H
#define CMSYNC_CONVERTER_PARAGRAPHS_H

#include <stdbool.h>

struct conversion;

/* A soft break of the source lies before the next text; `place` is the text before it. */
void paragraph_note_break(struct conversion *c, const char *place);

/* The paragraph on top is complete, its closing tag not yet written. */
void paragraph_finish(struct conversion *c);

/* The formula on top is complete: it becomes the configured macro, or code. */
void paragraph_finish_math(struct conversion *c, bool is_display);

#endif
