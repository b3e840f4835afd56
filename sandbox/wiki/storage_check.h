/* SPDX-License-Identifier: MIT */
/* Is this text what Confluence takes as storage format? As strict as it is, in its words. */
#ifndef CMSYNC_SANDBOX_WIKI_STORAGE_CHECK_H
#define CMSYNC_SANDBOX_WIKI_STORAGE_CHECK_H

#include <stddef.h>

/* 0; or -1 and in `message` what follows `Error parsing xhtml: `, with its place. */
int storage_check(const char *body, char *message, size_t size);

#endif
