/* SPDX-License-Identifier: MIT */
/* What Confluence changes in a body when it saves it (storage-format.md section 12). */
#ifndef CMSYNC_SANDBOX_WIKI_NORMALISE_H
#define CMSYNC_SANDBOX_WIKI_NORMALISE_H

#include "sandbox/wiki/wiki.h"

struct normalise_options {
    enum edition edition;
    int64_t seed; /* for the macro ids */
    /* The version of the page or attachment (`element` is `ri:page` or `ri:attachment`) of that
       name; 0 when there is none. May be NULL. */
    int64_t (*version_of)(const char *element, const char *name, void *context);
    void *context;
};

/* `body` must have passed storage_check(). The caller owns the result: free() it. */
char *normalise_storage(const char *body, const struct normalise_options *options);

/* A stored attribute value or text with its references decoded. The caller owns the result. */
char *normalise_decode(const char *text, size_t length);

#endif
