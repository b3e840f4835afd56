/* SPDX-License-Identifier: MIT */
#include "markdown/emoji.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 47 };

static const struct emoji {
    const char *name;
    const char *characters;
} EMOJI_TABLE[] = {
#define EMOJI(name, characters) { name, characters },
#include "markdown/emoji.def"
#undef EMOJI
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct emoji *)element)->name);
}

const char *emoji_find(const char *name, size_t length)
{
    char key[NAME_MAX_BYTES + 1];
    if (length > NAME_MAX_BYTES)
        return NULL;
    memcpy(key, name, length);
    key[length] = '\0';
    const struct emoji *found = bsearch(key, EMOJI_TABLE,
        sizeof EMOJI_TABLE / sizeof EMOJI_TABLE[0], sizeof EMOJI_TABLE[0], compare);
    return found == NULL ? NULL : found->characters;
}
