/* SPDX-License-Identifier: MIT */
/* Alerts and admonitions: which macro, which title, and when a quote turns out to be one. */
#ifndef CMSYNC_MARKDOWN_PANELS_H
#define CMSYNC_MARKDOWN_PANELS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* `type` (any case) names an admonition that `:::` may open. */
bool panel_is_known(const char *type, size_t length);

/* `macro`, `layout` or `cell`. */
bool panel_is_macro(const char *type, size_t length);

/*
 * The first text of a quote: `[!NOTE]` or a patch of prepare.h turns the quote into a macro.
 * True when the text was used up.
 */
bool panel_begin(struct conversion *c, const char *text, size_t length);

#endif
