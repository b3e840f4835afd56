/* SPDX-License-Identifier: MIT */
#include "markdown/alignment.h"

#include "markdown/html.h"

#include <ctype.h>
#include <strings.h>

static const struct {
    const char *name;
    enum alignment alignment;
} NAMES[] = { { "left", ALIGNMENT_LEFT }, { "center", ALIGNMENT_CENTER },
    { "right", ALIGNMENT_RIGHT } };

static enum alignment named(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strlen(NAMES[i].name) == length && strncasecmp(NAMES[i].name, word, length) == 0)
            return NAMES[i].alignment;
    return ALIGNMENT_NONE;
}

/* `text-align: center` among the declarations of a style. */
static enum alignment styled(const char *style, size_t length)
{
    static const char KEY[] = "text-align:";
    const char *end = style + length;
    const char *at = memmem(style, length, KEY, sizeof KEY - 1);
    if (at == NULL)
        return ALIGNMENT_NONE;
    at += sizeof KEY - 1;
    while (at < end && isspace((unsigned char)*at))
        at++;
    size_t word = 0;
    while (at + word < end && isalpha((unsigned char)at[word]))
        word++;
    return named(at, word);
}

enum alignment alignment_of(const struct html_token *token)
{
    if (strcmp(token->name, "center") == 0)
        return ALIGNMENT_CENTER;
    const struct html_attribute *align = html_attribute(token, "align");
    const struct html_attribute *style = html_attribute(token, "style");
    if (style != NULL && style->value != NULL) {
        enum alignment alignment = styled(style->value, style->value_length);
        if (alignment != ALIGNMENT_NONE)
            return alignment;
    }
    return align == NULL || align->value == NULL ? ALIGNMENT_NONE
                                                 : named(align->value, align->value_length);
}

static enum alignment of_group(enum element kind)
{
    return kind == ELEMENT_GROUP_CENTER  ? ALIGNMENT_CENTER
           : kind == ELEMENT_GROUP_RIGHT ? ALIGNMENT_RIGHT
           : kind == ELEMENT_GROUP_LEFT  ? ALIGNMENT_LEFT
                                         : ALIGNMENT_NONE;
}

bool alignment_is_group(const struct element_entry *entry)
{
    return of_group((enum element)entry->kind) != ALIGNMENT_NONE;
}

/* A paragraph that has given way to a heading does not count. */
enum alignment alignment_around(const struct conversion *c)
{
    size_t depth = c->depth;
    if (depth > 0 && c->stack[depth - 1].kind == ELEMENT_NONE)
        depth--;
    return depth == 0 ? ALIGNMENT_NONE : of_group((enum element)c->stack[depth - 1].kind);
}

enum element alignment_paragraph(enum alignment alignment)
{
    return alignment == ALIGNMENT_CENTER  ? ELEMENT_P_CENTER
           : alignment == ALIGNMENT_RIGHT ? ELEMENT_P_RIGHT
                                          : ELEMENT_P;
}

bool alignment_is_paragraph(const struct element_entry *entry)
{
    return entry->kind == ELEMENT_P || entry->kind == ELEMENT_P_CENTER ||
           entry->kind == ELEMENT_P_RIGHT;
}

void alignment_begin_again(struct conversion *c, struct element_entry *entry)
{
    if (entry->kind == ELEMENT_NONE)
        element_become(c, entry, alignment_paragraph(alignment_around(c)));
    entry->start = c->out->length;
    PUT(c, "<p>");
    alignment_put(c, entry->kind == ELEMENT_P_CENTER  ? ALIGNMENT_CENTER
                     : entry->kind == ELEMENT_P_RIGHT ? ALIGNMENT_RIGHT
                                                      : ALIGNMENT_NONE);
    c->block_start = c->out->length;
}

void alignment_put(struct conversion *c, enum alignment alignment)
{
    if (alignment != ALIGNMENT_CENTER && alignment != ALIGNMENT_RIGHT)
        return;
    text_cut(c->out, c->out->length - 1);
    PUT(c, " style=\"text-align: ");
    put_string(c, alignment == ALIGNMENT_CENTER ? "center" : "right");
    PUT(c, ";\">");
}

/* Only where there is something to hand on do they count: they nest, and most say nothing. */
void alignment_open(struct conversion *c, const struct html_token *token)
{
    enum alignment around = alignment_around(c);
    enum alignment own = alignment_of(token);
    own = own == ALIGNMENT_NONE ? around : own;
    if (own == ALIGNMENT_NONE || (own == ALIGNMENT_LEFT && around == ALIGNMENT_NONE))
        return;
    (void)element_open(c,
        own == ALIGNMENT_CENTER  ? ELEMENT_GROUP_CENTER
        : own == ALIGNMENT_RIGHT ? ELEMENT_GROUP_RIGHT
                                 : ELEMENT_GROUP_LEFT,
        true);
}

void alignment_close(struct conversion *c)
{
    if (c->depth > 0 && element_top(c)->is_html && alignment_around(c) != ALIGNMENT_NONE)
        element_close(c);
}
