/* SPDX-License-Identifier: MIT */
#include "monitor/match.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/unicode.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MOST = 8 };

enum word_kind { WORD_TEXT, WORD_PATTERN, WORD_LETTERS, WORD_YOUNGER, WORD_OLDER };

struct word {
    enum word_kind kind;
    bool is_not;
    bool has_capital;
    char *text;
    regex_t pattern;
    int64_t age_ms;
};

struct match {
    struct word words[WORDS_MOST];
    size_t count;
};

static bool has_capital(const char *text)
{
    for (; *text != '\0'; text++) {
        if (isupper((unsigned char)*text))
            return true;
    }
    return false;
}

bool match_text(const char *wanted, const char *text)
{
    return has_capital(wanted) ? strstr(text, wanted) != NULL : strcasestr(text, wanted) != NULL;
}

char *match_lower(const char *name, const char *text)
{
    struct text joined = text_new(64 * 1024);
    text_add_format(&joined, "%s\n%s", name, text);
    char *lower = text_take(&joined);
    bool is_ascii = true;
    for (char *c = lower; *c != '\0'; c++) {
        is_ascii = is_ascii && (unsigned char)*c < 0x80;
        *c = (char)tolower((unsigned char)*c);
    }
    size_t length = strlen(lower);
    if (is_ascii || unicode_valid_length(lower, length) != length)
        return lower;
    char *folded = unicode_lower(lower);
    memory_free(&lower);
    return folded;
}

/* `<1d`, `>30m`; false when it is not complete. */
static bool read_age(const char *text, struct word *word)
{
    static const int64_t minute_ms = 60 * 1000;
    if (*text != '<' && *text != '>')
        return false;
    char *end = NULL;
    long number = strtol(text + 1, &end, 10);
    if (end == text + 1 || number < 0 || number > 100000)
        return false;
    int64_t unit_ms = minute_ms;
    if (*end == 'h')
        unit_ms = 60 * minute_ms;
    else if (*end == 'd')
        unit_ms = 24 * 60 * minute_ms;
    else if (*end != 'm')
        return false;
    word->kind = *text == '<' ? WORD_YOUNGER : WORD_OLDER;
    word->age_ms = number * unit_ms;
    return true;
}

static void add_word(struct match *match, const char *text, size_t length)
{
    if (match->count == WORDS_MOST)
        return;
    struct word *word = &match->words[match->count];
    word->is_not = *text == '!' && length > 1;
    word->text = memory_copy_part(text + word->is_not, length - word->is_not);
    word->has_capital = has_capital(word->text);
    const char *value = word->text;
    if (strncmp(value, "re:", 3) == 0 && value[3] != '\0') {
        int flags = REG_EXTENDED | REG_NOSUB;
        if (regcomp(&word->pattern, value + 3, flags) == 0)
            word->kind = WORD_PATTERN;
    } else if (strncmp(value, "s:", 2) == 0) {
        word->kind = WORD_LETTERS;
    } else if (strncmp(value, "age:", 4) == 0) {
        read_age(value + 4, word);
    }
    match->count++;
}

struct match *match_new(const char *filter)
{
    struct match *match = memory_new(sizeof *match);
    for (const char *word = filter == NULL ? "" : filter; *(word += strspn(word, " ")) != '\0';) {
        size_t length = strcspn(word, " ");
        add_word(match, word, length);
        word += length;
    }
    return match;
}

void match_free(struct match **match)
{
    if (*match == NULL)
        return;
    for (size_t i = 0; i < (*match)->count; i++) {
        struct word *word = &(*match)->words[i];
        if (word->kind == WORD_PATTERN)
            regfree(&word->pattern);
        memory_free(&word->text);
    }
    memory_free(match);
}

static bool fits_word(const struct word *word, const struct match_subject *subject)
{
    switch (word->kind) {
    case WORD_TEXT:
        if (!word->has_capital && subject->lower != NULL)
            return strstr(subject->lower, word->text) != NULL;
        return match_text(word->text, subject->name) || match_text(word->text, subject->text);
    case WORD_PATTERN:
        return regexec(&word->pattern, subject->name, 0, NULL, 0) == 0 ||
               regexec(&word->pattern, subject->text, 0, NULL, 0) == 0;
    case WORD_LETTERS:
        /* `s:` alone is a beginning. */
        return word->text[2] == '\0' || strchr(word->text + 2, subject->letter) != NULL ||
               strchr(word->text + 2, tolower((unsigned char)subject->letter)) != NULL;
    case WORD_YOUNGER:
        return subject->age_ms >= 0 && subject->age_ms < word->age_ms;
    case WORD_OLDER:
        return subject->age_ms > word->age_ms;
    }
    return true;
}

bool match_fits(const struct match *match, const struct match_subject *subject)
{
    for (size_t i = 0; match != NULL && i < match->count; i++) {
        if (fits_word(&match->words[i], subject) == match->words[i].is_not)
            return false;
    }
    return true;
}
