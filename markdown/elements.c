/* SPDX-License-Identifier: MIT */
#include "markdown/elements.h"

#include "markdown/alignment.h"
#include "markdown/footnotes.h"
#include "markdown/html_tags.h"
#include "markdown/images.h"
#include "markdown/layouts.h"
#include "markdown/links.h"
#include "markdown/panels.h"
#include "markdown/tasks.h"

static const struct {
    const char *open;
    const char *close;
    unsigned char open_length;
    unsigned char close_length;
    unsigned char weight;
    unsigned char class;
} KINDS[] = {
#define ELEMENT_KIND(name, open, close, weight, class)                                             \
    { open, close, sizeof(open) - 1, sizeof(close) - 1, weight, class },
    ELEMENTS(ELEMENT_KIND)
#undef ELEMENT_KIND
};

enum element_class element_class_of(const struct element_entry *entry)
{
    return (enum element_class)KINDS[entry->kind].class;
}

static bool is_too_deep(const struct conversion *c, enum element kind)
{
    return c->weight + KINDS[kind].weight > ELEMENT_WEIGHT_MAX;
}

static void grow(struct conversion *c)
{
    c->capacity = c->capacity == 0 ? 64 : c->capacity * 2;
    c->stack = memory_grow(c->stack, c->capacity, sizeof *c->stack);
}

struct element_entry *element_open(struct conversion *c, enum element kind, bool is_html)
{
    if (is_too_deep(c, kind)) {
        if (is_html)
            return NULL;
        kind = ELEMENT_NONE;
    }
    if (c->depth == c->capacity)
        grow(c);
    struct element_entry *entry = &c->stack[c->depth++];
    *entry = (struct element_entry){ .kind = (unsigned char)kind,
        .is_html = is_html,
        .weight = KINDS[kind].weight,
        .start = c->out->length };
    c->weight += entry->weight;
    put(c, KINDS[kind].open, KINDS[kind].open_length);
    return entry;
}

void element_become(struct conversion *c, struct element_entry *entry, enum element kind)
{
    c->weight = c->weight - entry->weight + KINDS[kind].weight;
    entry->kind = (unsigned char)kind;
    entry->weight = KINDS[kind].weight;
}

bool element_is_empty(const struct conversion *c, const struct element_entry *entry)
{
    return c->out->length == entry->start + KINDS[entry->kind].open_length;
}

/* An element that holds nothing says nothing: `<p></p>` shows as a blank line. Of lists and tables
   HTML alone leaves empty ones, be it with an attribute. */
static bool is_vain(const struct conversion *c, const struct element_entry *entry)
{
    if (alignment_is_paragraph(entry) || entry->kind == ELEMENT_P_INDENT)
        return element_is_empty(c, entry);
    unsigned char class = KINDS[entry->kind].class;
    if (!entry->is_html ||
        (class != ELEMENT_LIST && class != ELEMENT_ROWS && class != ELEMENT_CELLS))
        return false;
    const char *tag = c->out->data + entry->start;
    size_t length = c->out->length - entry->start;
    return element_is_empty(c, entry) ||
           (entry->kind == ELEMENT_OL && memchr(tag + 1, '<', length - 1) == NULL);
}

/* A macro with parameters alone, such as a list of attachments. */
static bool end_bodyless(struct conversion *c, const struct element_entry *entry)
{
    static const char BODY[] = MACRO_BODY;
    size_t length = sizeof BODY - 1;
    if (entry->number != ELEMENT_BODY_OPTIONAL ||
        memcmp(c->out->data + c->out->length - length, BODY, length) != 0)
        return false;
    text_cut(c->out, c->out->length - length);
    PUT(c, "</ac:structured-macro>");
    return true;
}

static void close_entry(struct conversion *c, const struct element_entry *entry)
{
    switch (entry->kind) {
    case ELEMENT_REFERENCE:
        put_mark(c, true, entry->number);
        c->link_depth--;
        break;
    case ELEMENT_LINK:
        PUT(c, "</a>");
        c->link_depth--;
        break;
    case ELEMENT_IMAGE:
        image_close(c);
        break;
    case ELEMENT_INLINE_MACRO:
        link_end_macro(c, entry);
        break;
    case ELEMENT_TASK_LIST:
    case ELEMENT_TASK:
        task_close(c, entry);
        break;
    case ELEMENT_MACRO:
        if (!end_bodyless(c, entry) && !panel_end_lone_alert(c, entry))
            put(c, KINDS[entry->kind].close, KINDS[entry->kind].close_length);
        break;
    case ELEMENT_LAYOUT:
        layout_close(c, entry);
        break;
    case ELEMENT_LAYOUT_CELL:
        layout_close_cell(c);
        break;
    case ELEMENT_FOOTNOTE:
        footnote_end(c, entry);
        break;
    case ELEMENT_SUMMARY:
        html_end_summary(c, entry);
        break;
    default:
        put(c, KINDS[entry->kind].close, KINDS[entry->kind].close_length);
        break;
    }
}

void element_close(struct conversion *c)
{
    struct element_entry entry = c->stack[--c->depth];
    c->weight -= entry.weight;
    if (entry.is_html && KINDS[entry.kind].class == ELEMENT_PROSE && entry.kind != ELEMENT_PRE &&
        !element_is_empty(c, &entry) && c->out->data[c->out->length - 1] == ' ')
        text_cut(c->out, c->out->length - 1);
    if (is_vain(c, &entry))
        text_cut(c->out, entry.start);
    else
        close_entry(c, &entry);
}

void element_close_to(struct conversion *c, size_t depth)
{
    while (c->depth > depth)
        element_close(c);
}

void element_leave_block(struct conversion *c)
{
    while (c->depth > 0) {
        const struct element_entry *top = &c->stack[c->depth - 1];
        bool is_block = !top->is_html && top->span == 0;
        element_close(c);
        if (is_block)
            return;
    }
}

void element_leave_span(struct conversion *c, unsigned span)
{
    for (size_t i = c->depth; i > 0; i--) {
        const struct element_entry *entry = &c->stack[i - 1];
        if (!entry->is_html && entry->span == span) {
            element_close_to(c, i - 1);
            return;
        }
        if (!entry->is_html && entry->span == 0)
            return;
    }
}
