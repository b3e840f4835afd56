/* SPDX-License-Identifier: MIT */
/* What Confluence changes in a body when it saves it. */
#ifndef CMSYNC_SANDBOX_WIKI_NORMALISE_H
#define CMSYNC_SANDBOX_WIKI_NORMALISE_H

#include "sandbox/wiki/wiki.h"

struct normalise_options {
    enum edition edition;
    int64_t seed;       /* for the macro ids */
    bool drops_anchors; /* of links to pages for which version_of() gives -1 */
    /* The version of the page or attachment (`element` is `ri:page` or `ri:attachment`) of that
       name; 0 for none that is to be written, -1 when there is no such thing. May be NULL. */
    int64_t (*version_of)(const char *element, const char *name, void *context);
    void *context;
};

/* `body` must have passed storage_check(). The caller owns the result: free() it. */
char *normalise_storage(const char *body, const struct normalise_options *options);

/* `body` with links to the page `from` leading to `to`; NULL when it has none. The caller owns the
   result. */
char *normalise_rename(const char *body, const char *from, const char *to);

#endif
