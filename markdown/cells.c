/* SPDX-License-Identifier: MIT */
#include "markdown/cells.h"

/* Empty cells that md4c adds to short rows; beyond, rows stay short. */
enum { PADDING_MAX = 100000 };

void cell_open_row(struct conversion *c)
{
    element_open(c, ELEMENT_TR, false);
    c->row_end = c->out->length;
}

/* Cloud honours alignment on a paragraph in the cell, Data Center on the cell. */
void cell_open(struct conversion *c, enum element kind, const char *align)
{
    struct element_entry *cell = element_open(c, kind, false);
    c->cell_start = c->out->length;
    c->is_in_cell = true;
    if (align == NULL || cell->kind == ELEMENT_NONE)
        return;
    bool is_cloud = c->options->edition == PAGE_CLOUD;
    if (is_cloud)
        PUT(c, "<p");
    else
        text_cut(c->out, c->out->length - 1);
    PUT(c, " style=\"text-align: ");
    put_string(c, align);
    PUT(c, ";\">");
    if (is_cloud) {
        cell->weight++;
        c->weight++;
        cell->number = 1;
    }
    c->cell_start = c->out->length;
}

void cell_end_prose(struct conversion *c)
{
    struct element_entry *top = element_top(c);
    if (top == NULL || top->is_html || (top->kind != ELEMENT_TD && top->kind != ELEMENT_TH) ||
        top->number == 0)
        return;
    if (c->out->length == c->cell_start)
        text_cut(c->out, top->start + sizeof "<td>" - 1);
    else
        PUT(c, "</p>");
    top->number = 0;
    top->weight--;
    c->weight--;
    c->cell_start = c->out->length;
}

void cell_close(struct conversion *c)
{
    const struct element_entry *cell = element_top(c);
    bool is_empty = c->out->length == c->cell_start;
    c->padding += is_empty;
    c->is_in_cell = false;
    if (cell->number == 1 && is_empty)
        text_cut(c->out, cell->start + sizeof "<td>" - 1);
    else if (cell->number == 1)
        PUT(c, "</p>");
    element_close(c);
    if (!is_empty)
        c->row_end = c->out->length;
}

void cell_close_row(struct conversion *c)
{
    if (c->padding > PADDING_MAX)
        text_cut(c->out, c->row_end);
    element_leave_block(c);
}
