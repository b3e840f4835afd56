/* SPDX-License-Identifier: MIT */
/*
 * Where an element of raw HTML may stand among those that are open: what ends before it, what is
 * opened around it. Elements that Markdown opened are never closed here.
 */
#ifndef CMSYNC_MARKDOWN_HTML_PLACES_H
#define CMSYNC_MARKDOWN_HTML_PLACES_H

#include "markdown/elements.h"

#include <stdbool.h>
#include <stddef.h>

/* The innermost open element is of this class. */
bool html_has_class(const struct conversion *c, enum element_class class);

/* An HTML block ends: what can hold no blocks is closed. */
void html_end_block(struct conversion *c);

/* Markdown's next block needs a place: inside a list or a table opened by HTML, an item or a
   cell is opened for it. */
void html_make_room(struct conversion *c);

/* Text and inline elements of an HTML block need a paragraph, an item or a cell around them. */
void html_need_prose(struct conversion *c);

bool html_is_in_pre(const struct conversion *c);

/* In what Markdown opened as prose, blocks cannot stand. */
bool html_can_hold_blocks(const struct conversion *c);

/* How many elements stay open when the innermost of `kind` that HTML opened here is closed;
   SIZE_MAX when there is none. Does not look beyond `barrier`. */
size_t html_find_open(const struct conversion *c, enum element kind, enum element barrier);

/* Opening one element may end others, as in HTML; false when it has no place here. */
bool html_make_place(struct conversion *c, enum element kind);

#endif
