/* SPDX-License-Identifier: MIT */
/* Inline comments: a marker in the body that no version number tells of. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_COMMENTS_H
#define CMSYNC_SANDBOX_WIKI_WIKI_COMMENTS_H

#include "sandbox/wiki/wiki.h"

/* Marks the first place where `selection` (as it stands in the stored text) occurs outside tags,
   without a new version. NULL when it occurs nowhere. */
struct comment *wiki_comment_add(struct wiki *wiki, struct page *page, const char *selection,
    const char *text, const char *author);

/* After a save: comments whose marker is gone count as resolved. */
void wiki_comments_settle(struct page *page);

#endif
