/* SPDX-License-Identifier: MIT */
/* Paragraphs that are something else: a table of contents, a macro, a formula. */
#ifndef CMSYNC_CONVERTER_PARAGRAPHS_H
#define CMSYNC_CONVERTER_PARAGRAPHS_H

#include <stdbool.h>

struct conversion;

/* The paragraph on top is complete, its closing tag not yet written. */
void paragraph_finish(struct conversion *c);

/* The formula on top is complete: it becomes the configured macro, or code. */
void paragraph_finish_math(struct conversion *c, bool is_display);

#endif
