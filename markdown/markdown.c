/* SPDX-License-Identifier: MIT */
#include "markdown/markdown.h"

#include "markdown/alignment.h"
#include "markdown/bounds.h"
#include "markdown/cells.h"
#include "markdown/code.h"
#include "markdown/elements.h"
#include "markdown/entities.h"
#include "markdown/headings.h"
#include "markdown/html_places.h"
#include "markdown/html_tags.h"
#include "markdown/images.h"
#include "markdown/links.h"
#include "markdown/panels.h"
#include "markdown/paragraphs.h"
#include "markdown/prose.h"
#include "markdown/tasks.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>

#include <md4c.h>

enum {
    /* A definition that is used again and again must not make the page grow without bound. */
    LONG_ATTRIBUTE_BYTES = 512,
    EXPANSION_FACTOR = 8,
    EXPANSION_MIN_BYTES = 1024 * 1024,
};

/* An attribute with its entities as characters, in `out`; empty when it would be too much. */
static const char *decode(struct conversion *c, const MD_ATTRIBUTE *attribute, struct text *out)
{
    text_cut(out, 0);
    if (attribute->size >= LONG_ATTRIBUTE_BYTES) {
        c->expansion += attribute->size;
        if (c->expansion > c->prepared->length * EXPANSION_FACTOR + EXPANSION_MIN_BYTES)
            return out->data;
    }
    if (attribute->text == NULL)
        return out->data;
    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        const char *part = attribute->text + attribute->substr_offsets[i];
        size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
        char decoded[ENTITY_MAX_BYTES];
        bool is_entity = attribute->substr_types[i] == MD_TEXT_ENTITY;
        if (is_entity && bounds_is_cut(part, length))
            continue;
        size_t size = is_entity ? entity_decode(part, length, decoded) : 0;
        text_add(out, size > 0 ? decoded : part, size > 0 ? size : length);
    }
    return out->data;
}

/* Where an address stands is where its link is; one that was defined elsewhere is not near. */
static void note_address(struct conversion *c, const MD_ATTRIBUTE *address)
{
    enum { NEAR_BYTES = 2048 };
    const char *from = c->place == NULL ? c->prepared->data : c->place;
    if (address->text > from && address->text - from < NEAR_BYTES)
        conversion_at(c, address->text);
}

/* md4c 0.4.8 takes `</a:b>` for an address, though no scheme begins with a slash. */
static void enter_link(struct conversion *c, const MD_ATTRIBUTE *href)
{
    note_address(c, href);
    if (link_is_in_angles(c, href->text, href->size)) {
        link_note_storage(c, href->text - 1, href->size + 1);
        element_open(c, ELEMENT_ANGLES, false);
    } else {
        link_open(c, decode(c, href, &c->scratch), false);
    }
}

static inline void settle_html(struct conversion *c)
{
    if (c->html.length > 0)
        html_flush(c);
}

static void enter_list(struct conversion *c, unsigned start)
{
    struct element_entry *list = element_open(c, ELEMENT_OL, false);
    if (start == 1 || list->kind != ELEMENT_OL)
        return;
    char tag[40];
    int length = snprintf(tag, sizeof tag, "<ol start=\"%u\">", start);
    text_cut(c->out, list->start);
    put(c, tag, (size_t)length);
}

static const char *align_name(MD_ALIGN align)
{
    return align == MD_ALIGN_CENTER ? "center" : align == MD_ALIGN_RIGHT ? "right" : NULL;
}

static void enter_code(struct conversion *c, const MD_BLOCK_CODE_DETAIL *detail)
{
    element_open(c, ELEMENT_NONE, false);
    decode(c, &detail->info, &c->info);
    conversion_at(c, detail->info.text);
    c->is_code_block = true;
    c->indent = 0;
    code_open(c);
}

static void enter_paragraph(struct conversion *c)
{
    const struct element_entry *top = element_top(c);
    bool is_first_in_quote = top->kind == ELEMENT_BLOCKQUOTE && !top->is_html &&
                             c->out->length == top->start + sizeof "<blockquote>" - 1;
    element_open(c,
        top->kind == ELEMENT_DEFINITION ? ELEMENT_P_INDENT
                                        : alignment_paragraph(alignment_around(c)),
        false);
    c->block_start = c->out->length;
    c->macro_end = 0;
    c->watch = is_first_in_quote ? WATCH_ALERT : 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct conversion *c = context;
    settle_html(c);
    if (type == MD_BLOCK_HTML) {
        c->is_html_block = true;
        c->html_place = NULL;
        return 0;
    }
    if (c->depth > 0 && element_top(c)->is_html)
        html_make_room(c);
    switch (type) {
    case MD_BLOCK_QUOTE:
        element_open(c, ELEMENT_BLOCKQUOTE, false);
        break;
    case MD_BLOCK_UL:
        element_open(c, ELEMENT_LIST_PENDING, false);
        break;
    case MD_BLOCK_OL:
        enter_list(c, ((MD_BLOCK_OL_DETAIL *)detail)->start);
        break;
    case MD_BLOCK_LI: {
        const MD_BLOCK_LI_DETAIL *item = detail;
        task_open_item(c, (char)(!item->is_task ? '\0' : item->task_mark == ' ' ? ' ' : 'x'));
        break;
    }
    case MD_BLOCK_HR:
        element_open(c, ELEMENT_NONE, false);
        PUT(c, "<hr />");
        break;
    case MD_BLOCK_H:
        heading_open(c, ((MD_BLOCK_H_DETAIL *)detail)->level);
        c->watch = 0;
        break;
    case MD_BLOCK_CODE:
        enter_code(c, detail);
        break;
    case MD_BLOCK_P:
        enter_paragraph(c);
        break;
    case MD_BLOCK_TABLE:
        element_open(c, ELEMENT_TABLE, false);
        break;
    case MD_BLOCK_TR:
        cell_open_row(c);
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        cell_open(c, type == MD_BLOCK_TH ? ELEMENT_TH : ELEMENT_TD,
            align_name(((MD_BLOCK_TD_DETAIL *)detail)->align));
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_HTML:
    default:
        element_open(c, ELEMENT_NONE, false);
        break;
    }
    return 0;
}

/* A block ends with what is open in it, be it that md4c forgot to end it. */
static void end_spans(struct conversion *c)
{
    while (c->depth > 0 && (element_top(c)->is_html || element_top(c)->span > 0))
        element_close(c);
}

static void leave_paragraph(struct conversion *c)
{
    paragraph_finish(c);
    c->term_start = element_top(c)->start;
    element_leave_block(c);
    c->term_end = c->out->length;
}

static void leave_html(struct conversion *c)
{
    html_end_block(c);
    c->is_html_block = false;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct conversion *c = context;
    settle_html(c);
    if (type != MD_BLOCK_HTML)
        end_spans(c);
    switch (type) {
    case MD_BLOCK_HTML:
        leave_html(c);
        return 0;
    case MD_BLOCK_CODE:
        c->is_code_block = false;
        code_close(c);
        break;
    case MD_BLOCK_H:
        heading_close(c, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_P:
        leave_paragraph(c);
        return 0;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        cell_close(c);
        return 0;
    case MD_BLOCK_TR:
        cell_close_row(c);
        return 0;
    case MD_BLOCK_DOC:
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
    case MD_BLOCK_HR:
    case MD_BLOCK_TABLE:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    default:
        break;
    }
    element_leave_block(c);
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct conversion *c = context;
    settle_html(c);
    if (c->image_depth > 0) {
        c->image_depth += type == MD_SPAN_IMG;
        return 0;
    }
    switch (type) {
    case MD_SPAN_EM:
        element_open(c, ELEMENT_EM, false);
        break;
    case MD_SPAN_STRONG:
        element_open(c, ELEMENT_STRONG, false);
        break;
    case MD_SPAN_CODE:
        element_open(c, ELEMENT_CODE, false);
        break;
    case MD_SPAN_DEL:
        element_open(c, ELEMENT_DEL, false);
        c->watch |= WATCH_SUBSCRIPT;
        break;
    case MD_SPAN_U:
        element_open(c, ELEMENT_U, false);
        break;
    case MD_SPAN_A:
        enter_link(c, &((MD_SPAN_A_DETAIL *)detail)->href);
        break;
    case MD_SPAN_IMG:
        note_address(c, &((MD_SPAN_IMG_DETAIL *)detail)->src);
        image_open(c, decode(c, &((MD_SPAN_IMG_DETAIL *)detail)->src, &c->scratch));
        break;
    case MD_SPAN_WIKILINK:
        note_address(c, &((MD_SPAN_WIKILINK_DETAIL *)detail)->target);
        link_open_wiki(c, decode(c, &((MD_SPAN_WIKILINK_DETAIL *)detail)->target, &c->scratch));
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
        element_open(c, ELEMENT_MATH, false);
        break;
    default:
        element_open(c, ELEMENT_NONE, false);
        break;
    }
    element_top(c)->span = (unsigned char)(type + 1);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct conversion *c = context;
    settle_html(c);
    if (c->image_depth > 1 || (c->image_depth == 1 && type != MD_SPAN_IMG)) {
        c->image_depth -= type == MD_SPAN_IMG;
        return 0;
    }
    if (type == MD_SPAN_IMG)
        decode(c, &((MD_SPAN_IMG_DETAIL *)detail)->title, &c->image_title);
    bool is_formula = c->depth > 0 && element_top(c)->kind == ELEMENT_MATH;
    if (is_formula && (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY))
        paragraph_finish_math(c, type == MD_SPAN_LATEXMATH_DISPLAY);
    element_leave_span(c, (unsigned)type + 1);
    if (type == MD_SPAN_A) {
        c->watch |= WATCH_LINK_ATTRIBUTES;
        c->span_end = c->out->length;
    }
    return 0;
}

/* Text that something before it has asked to see. Returns how many bytes were used up. */
static size_t watched(struct conversion *c, const char *data, size_t length)
{
    unsigned watch = c->watch;
    c->watch = 0;
    if ((watch & WATCH_ALERT) != 0 && c->out->length == c->block_start &&
        panel_begin(c, data, length))
        return length;
    if ((watch & WATCH_SUBSCRIPT) != 0)
        prose_note_subscript(c, data, length);
    if ((watch & WATCH_ATTRIBUTES) != 0)
        return image_take_attributes(c, data);
    return (watch & WATCH_LINK_ATTRIBUTES) != 0 ? link_take_attributes(c, data) : 0;
}

static void put_normal(struct conversion *c, const char *data, size_t length)
{
    if (c->watch != 0) {
        size_t used = watched(c, data, length);
        if (used > length) {
            c->skip_until = data + used;
            return;
        }
        data += used;
        length -= used;
    }
    put_prose(c, data, length);
}

/* Behind an alert's first line it breaks nothing. */
static bool is_break_used_up(struct conversion *c)
{
    bool is_used_up = (c->watch & WATCH_SOFT_BREAK) != 0;
    c->watch = 0;
    return is_used_up;
}

static void put_soft_break(struct conversion *c)
{
    if (!is_break_used_up(c) && c->out->length != c->block_start)
        PUT(c, " ");
}

static void put_html(struct conversion *c, const char *data, size_t length)
{
    if (c->html.length == 0)
        c->html_place = c->place;
    text_add(&c->html, data, length);
}

static void put_character(struct conversion *c, const char *entity, size_t length)
{
    if (bounds_is_cut(entity, length))
        return;
    char decoded[ENTITY_MAX_BYTES];
    size_t size = entity_decode(entity, length, decoded);
    if (size == 0)
        put_plain(c, entity, length);
    else if (size == 1 && (decoded[0] == '\n' || decoded[0] == '\r'))
        PUT(c, " ");
    else
        put_plain(c, decoded, size);
}

/* The text of an image becomes the value of an attribute. */
static void put_image_text(struct conversion *c, MD_TEXTTYPE type, const char *data, size_t length)
{
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        PUT(c, " ");
    } else if (type == MD_TEXT_ENTITY) {
        char decoded[ENTITY_MAX_BYTES];
        size_t size = entity_decode(data, length, decoded);
        put_attribute(c, size > 0 ? decoded : data, size > 0 ? size : length);
    } else if (type != MD_TEXT_HTML) {
        put_attribute(c, data, length);
    }
}

/* What bounds.h put in is taken out again. */
static void put_uncut(struct conversion *c, const char *data, size_t length)
{
    static const char CUT[] = BOUNDS_CUT;
    const char *end = data + length;
    const char *hit;
    while ((hit = memmem(data, (size_t)(end - data), CUT, sizeof CUT - 1)) != NULL) {
        put_plain(c, data, (size_t)(hit - data));
        data = hit + sizeof CUT - 1;
    }
    put_plain(c, data, (size_t)(end - data));
}

/* In a table's cell `\|` is a pipe in code, too (md4c 0.4.8 keeps the backslash). */
static void put_inline_code(struct conversion *c, const char *data, size_t length)
{
    const char *end = data + length;
    const char *hit;
    while (c->is_in_cell && (hit = memmem(data, (size_t)(end - data), "\\|", 2)) != NULL) {
        put_uncut(c, data, (size_t)(hit - data));
        data = hit + 1;
    }
    put_uncut(c, data, (size_t)(end - data));
}

/* How much of a piece was used up with the one before it. */
static size_t skipped(struct conversion *c, const char *data, size_t size)
{
    size_t from = (size_t)(data - c->prepared->data);
    size_t until = (size_t)(c->skip_until - c->prepared->data);
    if (from >= c->prepared->length)
        return 0;
    if (from + size >= until)
        c->skip_until = NULL;
    return from >= until ? 0 : until - from < size ? until - from : size;
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *data, MD_SIZE size, void *context)
{
    struct conversion *c = context;
    if (c->skip_until != NULL) {
        MD_SIZE used = (MD_SIZE)skipped(c, data, size);
        data += used;
        size -= used;
        if (size == 0)
            return 0;
    }
    conversion_at(c, data);
    if (type == MD_TEXT_HTML && c->image_depth == 0) {
        put_html(c, data, size);
        return 0;
    }
    settle_html(c);
    if (c->image_depth > 0) {
        put_image_text(c, type, data, size);
        return 0;
    }
    switch (type) {
    case MD_TEXT_CODE:
        if (c->is_code_block)
            code_put(c, data, size);
        else
            put_inline_code(c, data, size);
        break;
    case MD_TEXT_BR:
        if (!is_break_used_up(c))
            PUT(c, "<br />");
        break;
    case MD_TEXT_SOFTBR:
        put_soft_break(c);
        break;
    case MD_TEXT_ENTITY:
        put_character(c, data, size);
        break;
    case MD_TEXT_NULLCHAR:
        PUT(c, "\xEF\xBF\xBD");
        break;
    case MD_TEXT_LATEXMATH:
        put_plain(c, data, size);
        break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_HTML:
    default:
        put_normal(c, data, size);
        break;
    }
    return 0;
}

void markdown_convert(struct conversion *c)
{
    MD_PARSER parser = { .flags = MD_DIALECT_GITHUB,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = put_text };
    if ((c->options->features & PAGE_MATH) != 0)
        parser.flags |= MD_FLAG_LATEXMATHSPANS;
    if ((c->options->features & PAGE_WIKI_LINKS) != 0)
        parser.flags |= MD_FLAG_WIKILINKS;
    assert(c->prepared->length <= UINT_MAX / 2);
    (void)md_parse(c->prepared->data, (MD_SIZE)c->prepared->length, &parser, c);
    html_end_block(c);
    element_close_to(c, 0);
}
