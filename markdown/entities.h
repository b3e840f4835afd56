/* SPDX-License-Identifier: MIT */
/* Character references of HTML 5: storage format gets the characters themselves. */
#ifndef CMSYNC_MARKDOWN_ENTITIES_H
#define CMSYNC_MARKDOWN_ENTITIES_H

#include "base/text.h"

#include <stddef.h>

enum { ENTITY_MAX_BYTES = 16 };

/* The UTF-8 of `&name;`, `&#123;` or `&#x1F;` (the whole of it) into `out`, with NUL; its length,
   0 when there is no such entity. What XML does not allow becomes U+FFFD. */
size_t entity_decode(const char *entity, size_t length, char out[ENTITY_MAX_BYTES]);

/* Appends `data` with the entities in it decoded (nothing is escaped). */
void entity_decode_all(struct text *out, const char *data, size_t length);

#endif
