/* SPDX-License-Identifier: MIT */
/* GitHub's short codes of emoji. */
#ifndef CMSYNC_MARKDOWN_EMOJI_H
#define CMSYNC_MARKDOWN_EMOJI_H

#include <stddef.h>

/* The characters for `name` (without colons), or NULL. */
const char *emoji_find(const char *name, size_t length);

#endif
