/* SPDX-License-Identifier: MIT */
/* The state of prepare.c, line by line. Internal to it and to its parts: notes.c, tables.c. */
#ifndef CMSYNC_MARKDOWN_PREPARATION_H
#define CMSYNC_MARKDOWN_PREPARATION_H

#include "base/text.h"
#include "markdown/opener.h"
#include "markdown/prepare.h"

#include <stdbool.h>
#include <stddef.h>

enum { CONTAINERS_MAX = 24, LISTS_MAX = 32, TAB_COLUMNS = 4 };

enum container_kind {
    CONTAINER_INDENTED,
    CONTAINER_DEFINITION,
    CONTAINER_FENCED,
    CONTAINER_PLAIN,
};

struct container {
    enum container_kind kind;
    size_t indent;
    size_t colons; /* of a fenced one */
    size_t lists;  /* list items that were open around it */
    size_t line;   /* of the file */
};

struct preparation {
    struct prepared *prepared;
    struct text out;
    const char *end;
    size_t file_line; /* of the current line, from 1 in `data` */
    size_t out_line;
    struct container containers[CONTAINERS_MAX];
    size_t depth;
    size_t lists[LISTS_MAX]; /* where the content of open list items begins */
    size_t list_depth;
    size_t fence_length;
    size_t fence_depth;
    size_t blanks; /* empty lines above */
    size_t ignored_line;
    size_t fresh_line; /* of an admonition that holds nothing yet; 0: none */
    size_t fresh_depth;
    struct line above;    /* the line before */
    const char *below;    /* where the next one begins; a line's own `next` may end a copy of it */
    size_t bracket_lines; /* of the paragraph, see bounds.h */
    size_t addresses;
    struct text notes; /* the footnotes' lines, as quotes */
    size_t note_lines;
    size_t note_quotes;             /* that the last definition lies in */
    size_t note_indent;             /* of the list item that it lies in */
    struct line_shift *note_shifts; /* lines counted within `notes` */
    size_t note_shift_count;
    size_t note_shift_capacity;
    unsigned features;
    char fence; /* '\0' outside */
    bool has_above;
    bool was_blank;
    bool was_text;       /* the last line that was not empty may be a paragraph's */
    bool was_definition; /* a definition ended with the current line */
    bool has_regions;    /* that are to be left out */
    bool is_ignoring;
    bool is_in_table;
    bool is_note; /* the last definition goes on */
};

/* Room for one more of `count` items. */
void *preparation_grow(void *items, size_t count, size_t *capacity, size_t size);

/* Takes up to `columns` columns of white space off the line. */
void preparation_dedent(struct line *line, size_t columns);

/* From line `line` of what is prepared on, lines count from `file_line` in the file. */
void preparation_add_shift(struct prepared *prepared, size_t line, size_t file_line);

/* What a line of the open containers begins with. */
void preparation_add_prefixes(struct preparation *p);

/* An empty line of our own in front of the current one. */
void preparation_add_blank(struct preparation *p);

/* Ends the containers above `depth`. */
void preparation_end_containers(struct preparation *p, size_t depth);

/* Where the content of the innermost list item that the line belongs to begins. */
size_t preparation_list_indent(struct preparation *p, const struct line *line);

/* The line goes on with the paragraph above it, though it is not indented. */
bool preparation_is_lazy(const struct preparation *p, const struct line *line);

#endif
