/* SPDX-License-Identifier: MIT */
/*
 * Every element of the output that can hold others, opened and closed in step. Beyond a depth
 * that XML readers bear, elements are left out and their content stays.
 */
#ifndef CMSYNC_MARKDOWN_ELEMENTS_H
#define CMSYNC_MARKDOWN_ELEMENTS_H

#include "markdown/output.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ELEMENT(NAME, opening text, closing text, levels of XML, what it is) */
#define ELEMENTS(ELEMENT)                                                                          \
    ELEMENT(NONE, "", "", 0, ELEMENT_FLOW)                                                         \
    ELEMENT(P, "<p>", "</p>", 1, ELEMENT_PROSE)                                                    \
    ELEMENT(P_CENTER, "<p style=\"text-align: center;\">", "</p>", 1, ELEMENT_PROSE)               \
    ELEMENT(P_RIGHT, "<p style=\"text-align: right;\">", "</p>", 1, ELEMENT_PROSE)                 \
    ELEMENT(P_INDENT, "<p style=\"margin-left: 30.0px;\">", "</p>", 1, ELEMENT_PROSE)              \
    ELEMENT(P_TERM, "<p><strong>", "</strong></p>", 2, ELEMENT_PROSE)                              \
    ELEMENT(H1, "<h1>", "</h1>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(H2, "<h2>", "</h2>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(H3, "<h3>", "</h3>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(H4, "<h4>", "</h4>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(H5, "<h5>", "</h5>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(H6, "<h6>", "</h6>", 1, ELEMENT_PROSE)                                                 \
    ELEMENT(PRE, "<pre>", "</pre>", 1, ELEMENT_PROSE)                                              \
    ELEMENT(BLOCKQUOTE, "<blockquote>", "</blockquote>", 1, ELEMENT_FLOW)                          \
    ELEMENT(UL, "<ul>", "</ul>", 1, ELEMENT_LIST)                                                  \
    ELEMENT(OL, "<ol>", "</ol>", 1, ELEMENT_LIST)                                                  \
    ELEMENT(LIST_PENDING, "", "", 1, ELEMENT_LIST)                                                 \
    ELEMENT(TASK_LIST, "", "", 3, ELEMENT_LIST)                                                    \
    ELEMENT(LI, "<li>", "</li>", 1, ELEMENT_MIXED)                                                 \
    ELEMENT(TASK, "", "", 0, ELEMENT_MIXED)                                                        \
    ELEMENT(TABLE, "<table><tbody>", "</tbody></table>", 2, ELEMENT_ROWS)                          \
    ELEMENT(TR, "<tr>", "</tr>", 1, ELEMENT_CELLS)                                                 \
    ELEMENT(TH, "<th>", "</th>", 1, ELEMENT_MIXED)                                                 \
    ELEMENT(TD, "<td>", "</td>", 1, ELEMENT_MIXED)                                                 \
    ELEMENT(MACRO, "", "</ac:rich-text-body></ac:structured-macro>", 2, ELEMENT_FLOW)              \
    ELEMENT(LAYOUT, "", "", 3, ELEMENT_FLOW)                                                       \
    ELEMENT(LAYOUT_CELL, "", "", 0, ELEMENT_FLOW)                                                  \
    ELEMENT(DEFINITION, "", "", 0, ELEMENT_FLOW)                                                   \
    ELEMENT(EXPAND, "", "</ac:rich-text-body></ac:structured-macro>", 2, ELEMENT_FLOW)             \
    ELEMENT(SUMMARY, "", "", 0, ELEMENT_PROSE)                                                     \
    ELEMENT(FOOTNOTE, "", "", 2, ELEMENT_FLOW)                                                     \
    ELEMENT(GROUP_LEFT, "", "", 1, ELEMENT_FLOW)                                                   \
    ELEMENT(GROUP_CENTER, "", "", 1, ELEMENT_FLOW)                                                 \
    ELEMENT(GROUP_RIGHT, "", "", 1, ELEMENT_FLOW)                                                  \
    ELEMENT(STRONG, "<strong>", "</strong>", 1, ELEMENT_INLINE)                                    \
    ELEMENT(EM, "<em>", "</em>", 1, ELEMENT_INLINE)                                                \
    ELEMENT(CODE, "<code>", "</code>", 1, ELEMENT_INLINE)                                          \
    ELEMENT(DEL, "<del>", "</del>", 1, ELEMENT_INLINE)                                             \
    ELEMENT(U, "<u>", "</u>", 1, ELEMENT_INLINE)                                                   \
    ELEMENT(SUB, "<sub>", "</sub>", 1, ELEMENT_INLINE)                                             \
    ELEMENT(SUP, "<sup>", "</sup>", 1, ELEMENT_INLINE)                                             \
    ELEMENT(SMALL, "<small>", "</small>", 1, ELEMENT_INLINE)                                       \
    ELEMENT(BIG, "<big>", "</big>", 1, ELEMENT_INLINE)                                             \
    ELEMENT(CITE, "<cite>", "</cite>", 1, ELEMENT_INLINE)                                          \
    ELEMENT(QUOTATION, "\xE2\x80\x9C", "\xE2\x80\x9D", 0, ELEMENT_INLINE)                          \
    ELEMENT(MARK, "<span style=\"background-color: rgb(255,240,179);\">", "</span>", 1,            \
        ELEMENT_INLINE)                                                                            \
    ELEMENT(LINK, "", "</a>", 1, ELEMENT_INLINE)                                                   \
    ELEMENT(REFERENCE, "", "", 2, ELEMENT_INLINE)                                                  \
    ELEMENT(DEAD_LINK, "", "", 0, ELEMENT_INLINE)                                                  \
    ELEMENT(ANGLES, "&lt;", "&gt;", 0, ELEMENT_INLINE)                                             \
    ELEMENT(CONTENTS, "[[", "]]", 0, ELEMENT_INLINE)                                               \
    ELEMENT(MATH, "", "", 1, ELEMENT_INLINE)                                                       \
    ELEMENT(INLINE_MACRO, "", "", 2, ELEMENT_INLINE)                                               \
    ELEMENT(IMAGE, "", "", 2, ELEMENT_INLINE)

enum element_class {
    ELEMENT_FLOW,   /* holds blocks */
    ELEMENT_PROSE,  /* holds text, is a block */
    ELEMENT_MIXED,  /* holds blocks or text */
    ELEMENT_LIST,   /* holds items */
    ELEMENT_ROWS,   /* holds table rows */
    ELEMENT_CELLS,  /* holds cells */
    ELEMENT_INLINE, /* holds text, is none of the above */
};

enum element {
#define ELEMENT_ENUM(name, open, close, weight, class) ELEMENT_##name,
    ELEMENTS(ELEMENT_ENUM)
#undef ELEMENT_ENUM
        ELEMENT_COUNT
};

struct element_entry {
    unsigned char kind;   /* enum element */
    bool is_html;         /* opened by raw HTML, not by Markdown */
    unsigned char weight; /* levels of XML that it takes */
    unsigned char span;   /* Markdown's kind of span, from 1; 0 for a block */
    uint32_t number;      /* reference, task list, footnote ... */
    size_t start;         /* where it begins in the output */
};

enum { ELEMENT_WEIGHT_MAX = 180 };

/* `number` of an ELEMENT_MACRO: it has no body when there is nothing in it; from ELEMENT_ALERT on
   it is an alert. */
enum { ELEMENT_BODY_OPTIONAL = 1, ELEMENT_ALERT = 2 };

#define MACRO_BODY "<ac:rich-text-body>"

/* Opens an element and writes its opening text. When it lies too deep, an ELEMENT_NONE takes its
   place (is_html: nothing does). The entry, or NULL. Valid until the next opening. */
struct element_entry *element_open(struct conversion *c, enum element kind, bool is_html);

/* Closes what is on top. */
void element_close(struct conversion *c);

/* Closes from the top until `depth` elements are open. */
void element_close_to(struct conversion *c, size_t depth);

/* Closes the block that Markdown opened last, and what is open in it. */
void element_leave_block(struct conversion *c);

/* Closes the span of kind `span` that Markdown opened last in this block, and what is open in it.
   Nothing when there is none: md4c 0.4.8 sometimes ends a link that it never began. */
void element_leave_span(struct conversion *c, unsigned span);

/* What is on top; NULL when nothing is open. */
static inline struct element_entry *element_top(const struct conversion *c)
{
    return c->depth == 0 ? NULL : &c->stack[c->depth - 1];
}

enum element_class element_class_of(const struct element_entry *entry);

/* Nothing has been written into the open element `entry`. */
bool element_is_empty(const struct conversion *c, const struct element_entry *entry);

/* Gives the open element `entry` another kind that has as many levels. */
void element_become(struct conversion *c, struct element_entry *entry, enum element kind);

#endif
