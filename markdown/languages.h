/* SPDX-License-Identifier: MIT */
/* What the code macro calls a language, per edition. */
#ifndef CMSYNC_MARKDOWN_LANGUAGES_H
#define CMSYNC_MARKDOWN_LANGUAGES_H

#include "markdown/page.h"

#include <stddef.h>

/* The macro's name for the info string's first word (any case): what the user's map makes of it,
   else `none` for nothing and for what the edition does not know (Data Center shows an error box
   then). Static, or from the options. */
const char *language_name(const char *word, size_t length, const struct page_options *options);

#endif
