/* SPDX-License-Identifier: MIT */
/* The indexes of the wiki: what wiki.c and wiki_pages.c keep in step. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_INDEX_H
#define CMSYNC_SANDBOX_WIKI_WIKI_INDEX_H

#include "sandbox/wiki/wiki.h"

/* A page enters or leaves the index of ids and its space's list. */
void wiki_index_page(struct wiki *wiki, struct page *page);
void wiki_unindex_page(struct wiki *wiki, struct page *page);

/* Before and after a change of `page->title`; the first sets title_key. */
void wiki_index_title(struct wiki *wiki, struct page *page);
void wiki_unindex_title(struct wiki *wiki, struct page *page);

/* Another page than `except` that reserves the title, or NULL. */
struct page *wiki_index_holder(const struct wiki *wiki, const struct space *space,
    const char *title, const struct page *except);

void wiki_index_attachment(struct wiki *wiki, struct attachment *attachment);
void wiki_unindex_attachment(struct wiki *wiki, struct attachment *attachment);

/* Everything that hangs on the page, and the page itself. */
void wiki_free_page(struct page *page);
void wiki_free_attachment(struct attachment *attachment);

#endif
