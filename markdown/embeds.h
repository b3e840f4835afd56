/* SPDX-License-Identifier: MIT */
/* `![[picture.png|300]]`, as Obsidian writes images and what it takes over from other notes. */
#ifndef CMSYNC_MARKDOWN_EMBEDS_H
#define CMSYNC_MARKDOWN_EMBEDS_H

#include <stddef.h>

struct conversion;

/* At `data`, which begins with `!`, of `length` bytes in a piece of text: an image, or a link to a
   note, when wiki links are on; else a warning. How many bytes are used; what lies in further
   pieces is left to c->skip_until. */
size_t embed_put(struct conversion *c, const char *data, size_t length);

#endif
