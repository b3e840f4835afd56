/* SPDX-License-Identifier: MIT */
/* How a page is shown, as the content properties in which Confluence keeps it. Pure. */
#ifndef CMSYNC_UPLOADER_SHOWING_H
#define CMSYNC_UPLOADER_SHOWING_H

#include <stddef.h>

enum { SHOWING_MAX = 3 };

struct showing {
    const char *key;
    const char *value; /* JSON */
};

/* The properties for the words of a look (ledger/front.h), blanks in between; unknown words are
   left out. How many there are. */
size_t showing_of(const char *look, struct showing properties[SHOWING_MAX]);

#endif
