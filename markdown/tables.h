/* SPDX-License-Identifier: MIT */
/* Tables as GFM has them where md4c 0.4.8 has others. */
#ifndef CMSYNC_MARKDOWN_TABLES_H
#define CMSYNC_MARKDOWN_TABLES_H

#include <stdbool.h>

struct line;
struct preparation;

/* The lines before the current one; NULL: none. */
struct lines_above {
    const char *last;
    const char *before;
};

/* The first byte of a line may begin the rule of a table. */
static inline bool tables_may_begin(char first)
{
    return first == '|' || first == '-' || first == '>' || first == ':';
}

/* The line that begins at `at`, with such a byte, wants one of the functions below. */
bool tables_may_trigger(const struct lines_above *above, const char *at, const char *end);

/* The line is the head of a table right below other text: GitHub begins the table there. */
bool tables_interrupt(const struct preparation *p, const struct line *line);

/* Mends the line when it is the rule of a table. */
void tables_follow(struct preparation *p, struct line *line);

#endif
