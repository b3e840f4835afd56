/* SPDX-License-Identifier: MIT */
#include "cli/said.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { LINES_MOST = 64 };

struct line {
    const char *start;
    size_t length;
};

/* Numbers are pids, pauses and counts. */
static bool is_same(struct line a, struct line b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a.length && j < b.length) {
        bool are_digits = isdigit((unsigned char)a.start[i]) && isdigit((unsigned char)b.start[j]);
        if (!are_digits && a.start[i++] != b.start[j++])
            return false;
        while (are_digits && i < a.length && isdigit((unsigned char)a.start[i]))
            i++;
        while (are_digits && j < b.length && isdigit((unsigned char)b.start[j]))
            j++;
    }
    return i == a.length && j == b.length;
}

static bool holds(struct line line, const char *word)
{
    return memmem(line.start, line.length, word, strlen(word)) != NULL;
}

static bool is_information(struct line line)
{
    return holds(line, ": info: ");
}

/* Of a process, not of a diagnostic, whose lines belong together. */
static bool is_logged(struct line line)
{
    return is_information(line) || holds(line, ": warning: ") || holds(line, ": error: ");
}

static struct line next_line(const char **at)
{
    struct line line = { *at, strcspn(*at, "\n") };
    *at += line.length + ((*at)[line.length] == '\n');
    return line;
}

void said_print(const char *said, struct text *out)
{
    struct line told[LINES_MOST];
    size_t count = 0;
    bool has_more = false;
    for (const char *at = said; *at != '\0';)
        has_more = !is_information(next_line(&at)) || has_more;
    for (const char *at = said; *at != '\0';) {
        struct line line = next_line(&at);
        bool is_over = has_more && is_information(line);
        for (size_t i = 0; i < count && !is_over; i++)
            is_over = is_same(told[i], line);
        if (is_over)
            continue;
        if (count < LINES_MOST && is_logged(line))
            told[count++] = line;
        text_add(out, line.start, line.length);
        text_add_char(out, '\n');
    }
}
