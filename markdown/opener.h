/* SPDX-License-Identifier: MIT */
/* One line of Markdown, looked at for what prepare.c needs to know of it. Pure. */
#ifndef CMSYNC_MARKDOWN_OPENER_H
#define CMSYNC_MARKDOWN_OPENER_H

#include "markdown/prepare.h"

#include <stdbool.h>
#include <stddef.h>

struct line {
    const char *at;   /* where it begins, or goes on behind what was taken off */
    const char *end;  /* its line end */
    const char *next; /* behind the line end */
    size_t indent;    /* columns of white space at `at`, a tab counted as four */
    bool is_blank;
};

struct line line_read(const char *data, const char *end);

/* What is left of the line from `at` on, which is not behind its end. Does not look for that again:
   a line of nothing but quote marks is read once. */
struct line line_from(const struct line *line, const char *at);

/* The first byte behind the indentation may begin something prepare.c cares for. */
bool line_may_trigger(const char *at, const char *end, unsigned features);

/* `- text`, `1. text`: columns before the text; 0 when it is no list item. */
size_t line_list_content(const struct line *line);

/* `| --- |` below a row: what GFM and md4c 0.4.8 make of it. */
enum rule {
    RULE_NONE,
    RULE_RIGHT,
    RULE_SHORT, /* of one or two dashes: a table by GFM, but text by md4c */
    RULE_WRONG, /* another number of cells: text by GFM, but by md4c a table that loses cells */
};
enum rule line_rule(const struct line *line, const struct line *above);

/* Length of the code fence that the line opens (also behind quote and list marks), and its
   character; 0 for none. */
size_t line_opens_fence(const struct line *line, char *fence);
bool line_closes_fence(const struct line *line, char fence, size_t length);

/* What stands on a line that opens an admonition. */
struct opener {
    const char *type;
    size_t type_length;
    const char *title;
    size_t title_length;
    size_t colons; /* 0: `!!!` or `???` */
    bool has_title;
    bool is_closed;
    bool is_open;
    bool is_any_macro; /* `:::macro`, `:::layout`, `:::cell` */
    bool is_known;     /* false: `:::` and a word that means nothing to us */
};

bool line_opens_panel(const struct line *line, struct opener *opener);

/* How many colons, when there is nothing else on the line; else 0. */
size_t line_closes_panel(const struct line *line);

/* The copied form of what `opener` found. */
struct panel opener_panel(const struct opener *opener, struct memory_pool *pool);

/* `[^name]:` at the beginning: the name, and its length; NULL when it is none. */
const char *line_defines_note(const struct line *line, size_t *length);

/* A comment that begins or ends a region to be left out. */
struct marker {
    const char *at;
    const char *end;
    bool is_start;
};

/* The first marker from `at` on that does not lie in code; false when there is none. */
bool line_find_marker(const char *at, const char *end, struct marker *marker);

#endif
