/* SPDX-License-Identifier: MIT */
#include "base/diagnostic.h"

#include "base/memory.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { QUOTED_COLUMNS = 160, CONTEXT_COLUMNS = 60, WORD_BYTES = 64 };

/* Finds line number `line` (from 1) of `source`; NULL when there is none. */
static const char *find_line(const char *source, size_t length, size_t line, size_t *line_length)
{
    const char *end = source + length;
    const char *start = source;
    for (size_t i = 1; i < line; i++) {
        start = memchr(start, '\n', (size_t)(end - start));
        if (start == NULL)
            return NULL;
        start++;
    }
    const char *stop = memchr(start, '\n', (size_t)(end - start));
    *line_length = (size_t)((stop == NULL ? end : stop) - start);
    if (*line_length > 0 && start[*line_length - 1] == '\r')
        --*line_length;
    return start;
}

/* How many characters of a long line are left out, so that what is marked can be seen. */
static size_t left_out(const struct diagnostic *d)
{
    size_t needed = d->column + (d->length < CONTEXT_COLUMNS ? d->length : CONTEXT_COLUMNS);
    return needed <= QUOTED_COLUMNS ? 0 : d->column - CONTEXT_COLUMNS;
}

static const char *skip_characters(const char *text, size_t count)
{
    for (; count > 0 && *text != '\0'; count--)
        do
            text++;
        while (((unsigned char)*text & 0xC0) == 0x80);
    return text;
}

static void add_quote(const struct diagnostic *d, const char *line, size_t length, struct text *out)
{
    static const char DOTS[] = "...";
    size_t left = left_out(d);
    char *copy = memory_copy_part(line, length);
    char *shown = unicode_printable(copy);
    const char *part = skip_characters(shown, left);
    const char *dots = left > 0 ? DOTS : "";
    int digits = snprintf(NULL, 0, "%zu", d->line);
    text_add_format(out, " %*s |\n", digits, "");
    text_add_format(
        out, " %zu | %s%.*s\n", d->line, dots, (int)unicode_fit(part, QUOTED_COLUMNS), part);
    if (d->column > 0) {
        size_t column = d->column - left + strlen(dots);
        text_add_format(out, " %*s | %*s", digits, "", (int)column - 1, "");
        size_t marks = d->length == 0 ? 1 : d->length;
        for (size_t i = 0; i < marks && i < QUOTED_COLUMNS - column; i++)
            text_add_char(out, '^');
        text_add_char(out, '\n');
    }
    text_add_format(out, " %*s |\n", digits, "");
    memory_free(&shown);
    memory_free(&copy);
}

void diagnostic_print(
    const struct diagnostic *d, const char *source, size_t source_length, struct text *out)
{
    text_add_string(out, d->severity == DIAGNOSTIC_ERROR ? "error" : "warning");
    if (d->code != NULL)
        text_add_format(out, "[%s]", d->code);
    text_add_format(out, ": %s\n", d->message);
    if (d->file != NULL) {
        char *file = unicode_printable(d->file);
        text_add_format(out, "  --> %s", file);
        if (d->line > 0)
            text_add_format(out, ":%zu", d->line);
        if (d->line > 0 && d->column > 0)
            text_add_format(out, ":%zu", d->column);
        text_add_char(out, '\n');
        memory_free(&file);
    }
    size_t length = 0;
    const char *line = NULL;
    if (source != NULL && d->line > 0)
        line = find_line(source, source_length, d->line, &length);
    if (line != NULL)
        add_quote(d, line, length, out);
    if (d->help != NULL)
        text_add_format(out, "   = help: %s\n", d->help);
    if (d->note != NULL)
        text_add_format(out, "   = note: %s\n", d->note);
}

void diagnostic_place(const char *source, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (source[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)source[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Typing errors between two short words: letters too many, missing, wrong or exchanged. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_BYTES + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    size_t columns = strlen(b);
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
        row[0] = i + 1;
        for (size_t j = 0; j < columns; j++) {
            row[j + 1] = smallest(above[j + 1] + 1, row[j] + 1, above[j] + !is_same(a[i], b[j]));
            bool is_exchanged =
                i > 0 && j > 0 && is_same(a[i], b[j - 1]) && is_same(a[i - 1], b[j]);
            if (is_exchanged && before[j - 1] + 1 < row[j + 1])
                row[j + 1] = before[j - 1] + 1;
        }
    }
    return row[columns];
}

const char *diagnostic_suggest(const char *word, const char *const *candidates, size_t count)
{
    enum { LETTERS_PER_ERROR = 3 };
    size_t length = strlen(word);
    if (length > WORD_BYTES)
        return NULL;
    const char *best = NULL;
    size_t best_distance = length / LETTERS_PER_ERROR;
    for (size_t i = 0; i < count; i++) {
        if (strlen(candidates[i]) > WORD_BYTES)
            continue;
        size_t d = distance(word, candidates[i]);
        if (d <= best_distance && (best == NULL || d < best_distance)) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}
