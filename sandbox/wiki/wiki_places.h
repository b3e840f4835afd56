/* SPDX-License-Identifier: MIT */
/* The tree of pages and the order of siblings. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_PLACES_H
#define CMSYNC_SANDBOX_WIKI_WIKI_PLACES_H

#include "sandbox/wiki/wiki.h"

/* Takes the page out of its parent's children. */
void wiki_place_remove(struct page *page);

/* As the last child of `parent`; NULL: at the space's root. */
void wiki_place_append(struct wiki *wiki, struct page *page, struct page *parent);

/* Directly before or after a sibling-to-be. */
void wiki_place_beside(struct wiki *wiki, struct page *page, struct page *sibling, bool after);

/* `page` is `ancestor` or lies below it. */
bool wiki_place_is_below(const struct page *page, const struct page *ancestor);

#endif
