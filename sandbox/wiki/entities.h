/* SPDX-License-Identifier: MIT */
/* The named characters that Confluence's own document type declares. */
#ifndef CMSYNC_SANDBOX_WIKI_ENTITIES_H
#define CMSYNC_SANDBOX_WIKI_ENTITIES_H

#include <stddef.h>
#include <stdint.h>

struct entity {
    const char *name;
    uint32_t code;
};

/* NULL when there is none of that name. */
const struct entity *entity_find(const char *name);

/* The name of a character from U+00A0 on, or NULL. */
const char *entity_name_of(uint32_t code);

const struct entity *entity_list(size_t *count);

#endif
