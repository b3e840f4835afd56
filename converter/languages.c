/* SPDX-License-Identifier: MIT */
#include "converter/languages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX_BYTES = 31 };

static const struct language {
    const char *word;
    const char *names[2];
} LANGUAGES[] = {
#define LANGUAGE(word, cloud, datacenter) { word, { cloud, datacenter } },
#include "converter/languages.def"
#undef LANGUAGE
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct language *)element)->word);
}

const char *language_name(const char *word, size_t length, enum page_edition edition)
{
    char key[WORD_MAX_BYTES + 1];
    if (length == 0 || length > WORD_MAX_BYTES)
        return "none";
    for (size_t i = 0; i < length; i++)
        key[i] = (char)tolower((unsigned char)word[i]);
    key[length] = '\0';
    const struct language *found = bsearch(
        key, LANGUAGES, sizeof LANGUAGES / sizeof LANGUAGES[0], sizeof LANGUAGES[0], compare);
    const char *name = found == NULL ? "" : found->names[edition];
    return name[0] == '\0' ? "none" : name;
}
