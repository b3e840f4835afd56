/* SPDX-License-Identifier: MIT */
/*
 * The state of one conversion: the output, the stack of open elements, what was found on the way.
 * Internal to the converter. Output is written by output.h; whatever opens an element does so
 * through elements.h, so that the result is well-formed whatever comes in.
 */
#ifndef CMSYNC_MARKDOWN_CONVERSION_H
#define CMSYNC_MARKDOWN_CONVERSION_H

#include "base/memory.h"
#include "base/text.h"
#include "markdown/headings.h"
#include "markdown/layouts.h"
#include "markdown/page.h"
#include "markdown/prepare.h"
#include "markdown/slugs.h"
#include "markdown/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes of our own in the output until conversion_finish(): 0x03 letter digits 0x04. */
enum { PATCH_START = 0x03, PATCH_END = 0x04 };

/* What the next text is looked at for. */
enum watch {
    WATCH_ALERT = 1 << 0,           /* the first text of a quote */
    WATCH_SOFT_BREAK = 1 << 1,      /* the line end behind an alert's first line */
    WATCH_ATTRIBUTES = 1 << 2,      /* `{width=...}` behind an image */
    WATCH_LINK_ATTRIBUTES = 1 << 4, /* `{.button}` behind a link */
    WATCH_SUBSCRIPT = 1 << 3,       /* what `~` opened may be no more than `H~2~O` */
};

enum code_kind { CODE_PLAIN, CODE_STORAGE, CODE_MACRO, CODE_MATH, CODE_DIAGRAM };

struct conversion {
    struct text *out;
    struct page *page;
    const struct page_options *options;
    const struct source *file;       /* the cleaned file, for lines */
    const struct prepared *prepared; /* what md4c reads */
    const char *place;               /* last place seen in the prepared text */
    const char *line_from;           /* ... its line is known for this place */
    size_t line;
    const char *file_at; /* begin of line `file_line` of the file, for the next warning */
    size_t file_line;
    struct element_entry *stack;
    size_t depth;
    size_t capacity;
    size_t weight; /* sum over the stack */

    unsigned char special[256]; /* what put_prose() has to look at */
    unsigned watch;
    unsigned image_depth;
    unsigned link_depth;
    bool is_code_block;
    bool has_tabs;
    size_t indent; /* columns of white space held back in a code block */
    bool is_html_block;
    bool is_in_cell;
    bool is_code_expanded;
    enum code_kind code_kind;
    size_t diagram_count;   /* that became images */
    const char *code_place; /* of the info string, in what md4c reads */
    size_t code_start;      /* of the macro in the output */
    size_t code_body;       /* of the code in it */
    size_t block_start;     /* where the current paragraph or heading begins */
    size_t mark_at;         /* of a `==` in the output that no other has ended; 0: none */
    size_t mark_in;         /* where the element that it lies in begins */
    size_t image_start;     /* behind `<ac:image` of the last image */
    size_t span_end;        /* behind the last image or link */
    size_t image_reference; /* of the open image; SIZE_MAX: a remote one */
    bool is_image_dead;
    const char *skip_until; /* in what md4c reads: used up already; NULL: nothing */
    struct text image_source;
    struct text image_title;
    struct text macro; /* address of the open inline macro */
    size_t cell_start; /* behind the start tags of the last cell */
    size_t term_start; /* of the last paragraph in the output */
    size_t term_end;
    size_t macro_end; /* behind a macro that is a block and began its paragraph */
    struct layout layout;
    size_t alert_body; /* where that of the last alert begins; 0: none */
    bool has_loose_storage;
    bool has_template; /* of a site generator, and `![[...]]`: warned of once */
    bool has_embed;
    bool has_layout;
    struct text html; /* raw HTML not yet looked at */
    const char *html_place;
    struct text scratch; /* for one decoded attribute */
    struct text info;    /* of the current code block */
    size_t expansion;    /* bytes from long link destinations, see links.c */
    size_t padding;      /* empty table cells, see cells.c */
    struct slugs *slugs; /* anchors that the page offers */
    struct slugs *names; /* attachments: target to name, and names */
    size_t reference_capacity;
    size_t warning_capacity;
    bool *lists_mixed; /* per task list: it has other items too */
    size_t list_count;
    size_t list_capacity;
    bool has_patches;
    bool wants_toc;
    size_t label_count;
    size_t row_end; /* behind the last cell of the row that holds something */
    bool has_title_heading;
    const char *title_slug;
    struct heading heading;
    struct footnotes *footnotes;
};

/* A copy that lives as long as the page, without patches; NULL: "". */
const char *conversion_keep(struct conversion *c, const char *string);

/* Adds a reference (texts are copied); its number. */
size_t conversion_refer(struct conversion *c, const struct reference *reference);

/* Forgets references from `count` on, those of a heading that left the body. */
void conversion_forget_references(struct conversion *c, size_t count);

/* Notes a place in what md4c reads; ignores pointers to elsewhere. */
static inline void conversion_at(struct conversion *c, const char *place)
{
    if ((size_t)(place - c->prepared->data) < c->prepared->length)
        c->place = place;
}

/* The line in the file of the place last noted. */
size_t conversion_line(struct conversion *c);

/* Warns at the line of the place last noted; `near` is looked for on it for the column, or NULL.
   `format` and what follows give the message. */
void conversion_warn(struct conversion *c, const char *code, const char *help, const char *near,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Warns at a line (0: the file) and column (0: the line). */
void page_warn(struct conversion *c, const struct page_warning *warning);

/* The same, at the column where `near` stands on that line; NULL: at the line. */
void page_warn_near(struct conversion *c, const struct page_warning *warning, const char *near);

/* The text between the tags of out[start..end], entities decoded, into `plain`. */
void conversion_plain_text(
    const struct conversion *c, size_t start, size_t end, struct text *plain);

void conversion_open(struct conversion *c, struct page *page, const struct page_options *options);
void conversion_close(struct conversion *c);

#endif
