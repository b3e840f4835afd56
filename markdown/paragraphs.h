/* SPDX-License-Identifier: MIT */
/* Paragraphs that are something else: a table of contents, a macro, a formula. */
#ifndef CMSYNC_MARKDOWN_PARAGRAPHS_H
#define CMSYNC_MARKDOWN_PARAGRAPHS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* The paragraph on top is complete, its closing tag not yet written. */
void paragraph_finish(struct conversion *c);

/* A formula as the body of `macro`. */
void paragraph_put_formula(
    struct conversion *c, const char *macro, const char *formula, size_t length);

/* The formula on top is complete: it becomes the configured macro, or code. */
void paragraph_finish_math(struct conversion *c, bool is_display);

#endif
