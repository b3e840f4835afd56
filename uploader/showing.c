/* SPDX-License-Identifier: MIT */
#include "uploader/showing.h"

#include <stdbool.h>
#include <string.h>

/* The width is kept twice, for readers and for the editor. */
static const struct {
    const char *word;
    struct showing property;
} table[] = {
    { "narrow", { "content-appearance-published", "\"default\"" } },
    { "narrow", { "content-appearance-draft", "\"default\"" } },
    { "wide", { "content-appearance-published", "\"full-width\"" } },
    { "wide", { "content-appearance-draft", "\"full-width\"" } },
    { "max", { "content-appearance-published", "\"max\"" } },
    { "max", { "content-appearance-draft", "\"max\"" } },
    { "v1", { "editor", "\"v1\"" } },
    { "v2", { "editor", "\"v2\"" } },
};

static bool has_word(const char *look, const char *word)
{
    size_t length = strlen(word);
    while (*look != '\0') {
        size_t one = strcspn(look, " ");
        if (one == length && strncmp(look, word, one) == 0)
            return true;
        look += one + (look[one] == ' ');
    }
    return false;
}

size_t showing_of(const char *look, struct showing properties[SHOWING_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof table / sizeof table[0] && count < SHOWING_MAX; i++)
        if (has_word(look, table[i].word))
            properties[count++] = table[i].property;
    return count;
}
