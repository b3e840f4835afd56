/* SPDX-License-Identifier: MIT */
#include "markdown/html_places.h"

#include "markdown/alignment.h"
#include "markdown/cells.h"

bool html_has_class(const struct conversion *c, enum element_class class)
{
    const struct element_entry *top = element_top(c);
    return top != NULL && element_class_of(top) == class;
}

static bool is_html_top(const struct conversion *c, enum element_class class)
{
    const struct element_entry *top = element_top(c);
    return top != NULL && top->is_html && element_class_of(top) == class;
}

void html_end_block(struct conversion *c)
{
    while (is_html_top(c, ELEMENT_INLINE) || is_html_top(c, ELEMENT_PROSE))
        element_close(c);
}

void html_make_room(struct conversion *c)
{
    html_end_block(c);
    cell_end_prose(c);
    if (is_html_top(c, ELEMENT_LIST))
        element_open(c, ELEMENT_LI, true);
    if (is_html_top(c, ELEMENT_ROWS))
        element_open(c, ELEMENT_TR, true);
    if (is_html_top(c, ELEMENT_CELLS))
        element_open(c, ELEMENT_TD, true);
}

void html_need_prose(struct conversion *c)
{
    if (!c->is_html_block)
        return;
    if (html_has_class(c, ELEMENT_LIST) || html_has_class(c, ELEMENT_ROWS) ||
        html_has_class(c, ELEMENT_CELLS))
        html_make_room(c);
    if (html_has_class(c, ELEMENT_FLOW))
        element_open(c, alignment_paragraph(alignment_around(c)), true);
}

bool html_is_in_pre(const struct conversion *c)
{
    for (size_t i = c->depth; i > 0 && c->stack[i - 1].is_html; i--)
        if (c->stack[i - 1].kind == ELEMENT_PRE)
            return true;
    return false;
}

bool html_can_hold_blocks(const struct conversion *c)
{
    for (size_t i = c->depth; i > 0; i--) {
        if (c->stack[i - 1].is_html)
            continue;
        enum element_class class = element_class_of(&c->stack[i - 1]);
        return class == ELEMENT_FLOW || class == ELEMENT_MIXED;
    }
    return true;
}

size_t html_find_open(const struct conversion *c, enum element kind, enum element barrier)
{
    for (size_t i = c->depth; i > 0 && c->stack[i - 1].is_html; i--) {
        if (c->stack[i - 1].kind == kind)
            return i - 1;
        if (barrier != ELEMENT_NONE && c->stack[i - 1].kind == barrier)
            break;
    }
    return SIZE_MAX;
}

static void close_open(struct conversion *c, enum element kind, enum element barrier)
{
    size_t depth = html_find_open(c, kind, barrier);
    if (depth != SIZE_MAX)
        element_close_to(c, depth);
}

bool html_make_place(struct conversion *c, enum element kind)
{
    if (kind == ELEMENT_LI) {
        close_open(c, ELEMENT_LI, is_html_top(c, ELEMENT_LIST) ? element_top(c)->kind : ELEMENT_UL);
        html_end_block(c);
        return is_html_top(c, ELEMENT_LIST);
    }
    if (kind == ELEMENT_TR) {
        close_open(c, ELEMENT_TR, ELEMENT_TABLE);
        html_end_block(c);
        return is_html_top(c, ELEMENT_ROWS);
    }
    if (kind == ELEMENT_TD || kind == ELEMENT_TH) {
        close_open(c, ELEMENT_TD, ELEMENT_TR);
        close_open(c, ELEMENT_TH, ELEMENT_TR);
        html_end_block(c);
        if (is_html_top(c, ELEMENT_ROWS))
            element_open(c, ELEMENT_TR, true);
        return is_html_top(c, ELEMENT_CELLS);
    }
    html_end_block(c);
    html_make_room(c);
    return true;
}
