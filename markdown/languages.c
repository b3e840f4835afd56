/* SPDX-License-Identifier: MIT */
#include "markdown/languages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX_BYTES = 31 };

static const struct language {
    const char *word;
    const char *names[2];
} LANGUAGES[] = {
#define LANGUAGE(word, cloud, datacenter) { word, { cloud, datacenter } },
#include "markdown/languages.def"
#undef LANGUAGE
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct language *)element)->word);
}

/* "" when the edition has no name for it. */
static const char *find_name(const char *word, size_t length, enum page_edition edition)
{
    char key[WORD_MAX_BYTES + 1];
    if (length > WORD_MAX_BYTES)
        return "";
    for (size_t i = 0; i < length; i++)
        key[i] = (char)tolower((unsigned char)word[i]);
    key[length] = '\0';
    const struct language *found = bsearch(
        key, LANGUAGES, sizeof LANGUAGES / sizeof LANGUAGES[0], sizeof LANGUAGES[0], compare);
    return found == NULL ? "" : found->names[edition];
}

/* Of `tf=bash` bash, when the word is `tf`; else NULL. The last entry counts. */
static const char *find_mapped(const char *word, size_t length, const struct page_options *options)
{
    for (size_t i = options->language_count; i > 0; i--) {
        const char *entry = options->languages[i - 1];
        size_t own = strcspn(entry, "=");
        if (own == length && entry[own] == '=' && strncasecmp(entry, word, length) == 0)
            return entry + own + 1;
    }
    return NULL;
}

const char *language_name(const char *word, size_t length, const struct page_options *options)
{
    if (length == 0)
        return "none";
    const char *mapped = find_mapped(word, length, options);
    const char *name = mapped != NULL ? find_name(mapped, strlen(mapped), options->edition)
                                      : find_name(word, length, options->edition);
    if (name[0] != '\0')
        return name;
    /* A word that we do not know is the user's own: a later Confluence may know it. */
    return mapped != NULL ? mapped : "none";
}
