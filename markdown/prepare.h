/* SPDX-License-Identifier: MIT */
/*
 * What md4c does not know, line by line, turned into what it knows: admonitions, definitions and
 * footnotes become block quotes that begin with a patch (0x03 letter digits 0x04), ignored regions
 * become empty lines. Most files have none of it and are read as they are. Linear.
 */
#ifndef CMSYNC_MARKDOWN_PREPARE_H
#define CMSYNC_MARKDOWN_PREPARE_H

#include <stdbool.h>
#include <stddef.h>

struct memory_pool;

enum { PATCH_PANEL = 'q', PATCH_FOOTNOTE = 'f', PATCH_DEFINITION = 'd' };

/* What a line that opens an admonition says. */
struct panel {
    const char *type;  /* lower case; for `:::macro NAME`: "macro" */
    const char *title; /* what stands behind the type; NULL for nothing */
    bool has_title;    /* a title was given, be it empty */
    bool is_closed;    /* `???` */
    bool is_open;      /* `???+` */
};

/* A footnote's definition, at line `line` of the file. */
struct note {
    const char *name;
    size_t line;
};

/* From line `line` of `data` on, lines count from `file_line` in the file. */
struct line_shift {
    size_t line;
    size_t file_line;
};

struct prepared {
    const char *data; /* borrowed when nothing had to be changed */
    size_t length;
    char *owned;
    size_t first_line; /* lines of the file before `data` */
    struct line_shift *shifts;
    size_t shift_count;
    size_t shift_capacity;
    struct panel *panels;
    size_t panel_count;
    size_t panel_capacity;
    bool has_definitions;
    struct note *footnotes;
    size_t footnote_count;
    size_t footnote_capacity;
    size_t unclosed_line; /* of the first `:::` that is never closed; 0: none */
    size_t unknown_line;  /* of the first `:::word` that means nothing; 0: none */
    size_t empty_line;    /* of the first `!!! word` that holds nothing; 0: none */
    size_t cut_line;      /* of the first reference whose address was cut; 0: none */
    size_t ignored_line;  /* of an `ignore-start` without end; 0: none */
    struct memory_pool *pool;
};

/* `features` as in struct page_options. `data` must outlive the result. prepared_free() it. */
struct prepared prepared_open(
    const char *data, size_t length, size_t first_line, unsigned features);
void prepared_free(struct prepared *prepared);

/* The line of the file that line `line` (from 1) of the prepared text stands for. */
size_t prepared_line(const struct prepared *prepared, size_t line);

#endif
