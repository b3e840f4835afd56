/* SPDX-License-Identifier: MIT */
/*
 * Columns: `:::layout TYPE` with `:::cell` in it. A page with a layout lies in layouts as a whole,
 * so what stands before, between and behind is put into sections of its own at the end; the places
 * are patches (`l` before a section, `m` behind it).
 */
#ifndef CMSYNC_MARKDOWN_LAYOUTS_H
#define CMSYNC_MARKDOWN_LAYOUTS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct element_entry;

enum { LAYOUT_CELLS_MAX = 3 };

/* The layout that is open: none lies in another. */
struct layout {
    unsigned type; /* see layouts.c; 0: as many columns as cells */
    size_t count;
    size_t starts[LAYOUT_CELLS_MAX]; /* of the cells' content in the output */
    size_t ends[LAYOUT_CELLS_MAX];
    size_t line;
    bool is_refused; /* the last one became none */
};

/* The quote becomes a layout of `type` (NULL: by the number of its cells). False, with a warning,
   where none can stand. */
bool layout_open(struct conversion *c, struct element_entry *quote, const char *type);

/* The quote becomes a cell of the open layout; false, with a warning, when there is none. */
bool layout_open_cell(struct conversion *c, struct element_entry *quote);

/* The element on top was closed. */
void layout_close(struct conversion *c, const struct element_entry *layout);
void layout_close_cell(struct conversion *c);

/* While patches are settled: what of `out` is no section yet goes into one. */
struct layout_frame {
    size_t start; /* of what is in no section */
};
void layout_begin(struct layout_frame *frame, struct text *out);
void layout_enter_section(struct layout_frame *frame, struct text *out);
void layout_leave_section(struct layout_frame *frame, const struct text *out);
void layout_end(struct layout_frame *frame, struct text *out);

#endif
