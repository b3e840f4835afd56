/* SPDX-License-Identifier: MIT */
/* Alerts and admonitions: which macro, which title, and when a quote turns out to be one. */
#ifndef CMSYNC_MARKDOWN_PANELS_H
#define CMSYNC_MARKDOWN_PANELS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct element_entry;

/* `type` (any case) names an admonition that `:::` may open. */
bool panel_is_known(const char *type, size_t length);

/* `macro`, `layout` or `cell`. */
bool panel_is_macro(const char *type, size_t length);

/*
 * The first text of a quote: `[!NOTE]` or a patch of prepare.h turns the quote into a macro.
 * True when the text was used up.
 */
bool panel_begin(struct conversion *c, const char *text, size_t length);

/* An alert ends in which nothing stood: it is shown as the quote that it is, as on GitHub. */
bool panel_end_lone_alert(struct conversion *c, const struct element_entry *alert);

#endif
