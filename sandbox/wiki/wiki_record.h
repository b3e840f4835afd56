/* SPDX-License-Identifier: MIT */
/* A space or a page as one JSON text, and back: what wiki_archive.c keeps. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_RECORD_H
#define CMSYNC_SANDBOX_WIKI_WIKI_RECORD_H

#include "sandbox/wiki/wiki.h"

/* The caller owns the result: free() it. */
char *wiki_record_of_space(const struct space *space);
char *wiki_record_of_page(const struct page *page);

/* All spaces first, then all pages, then wiki_record_join(). Records that are none are skipped. */
void wiki_record_load_space(struct wiki *wiki, const char *record);
void wiki_record_load_page(struct wiki *wiki, const char *record);

/* Puts parents, children and home pages together again. */
void wiki_record_join(struct wiki *wiki);

#endif
