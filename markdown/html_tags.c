/* SPDX-License-Identifier: MIT */
#include "markdown/html_tags.h"

#include "markdown/alignment.h"
#include "markdown/elements.h"
#include "markdown/entities.h"
#include "markdown/headings.h"
#include "markdown/html.h"
#include "markdown/html_places.h"
#include "markdown/images.h"
#include "markdown/links.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define EXPAND_HEAD "<ac:structured-macro ac:name=\"expand\">"
#define RICH_BODY "<ac:rich-text-body>"
#define TOC_MACRO "<ac:structured-macro ac:name=\"toc\" />"

/* `number` of a paragraph that a heading has taken the place of. */
enum { GAVE_WAY = 1 };

enum action {
    ACTION_ELEMENT, /* opens and closes `kind` */
    ACTION_CONTENT, /* the tags go, their content stays */
    ACTION_GROUP,   /* the same, and it is a block that may align what lies in it */
    ACTION_BREAK,
    ACTION_RULE,
    ACTION_IMAGE,
    ACTION_LINK,
    ACTION_BOX,
    ACTION_DETAILS,
    ACTION_SUMMARY,
};

/* Sorted by name. */
static const struct tag {
    const char *name;
    enum action action;
    enum element kind;
} TAGS[] = {
#define TAG(name, action, kind) { name, ACTION_##action, ELEMENT_##kind },
#include "markdown/html_tags.def"
#undef TAG
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct tag *)element)->name);
}

static const struct tag *find_tag(const char *name)
{
    return bsearch(name, TAGS, sizeof TAGS / sizeof TAGS[0], sizeof TAGS[0], compare);
}

/* One blank for each run of white space; none at the beginning of a block. */
static void put_words(struct conversion *c, const char *data, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (!isspace((unsigned char)data[i]))
            continue;
        put_escaped(c, data + start, i - start);
        const struct element_entry *top = element_top(c);
        bool is_at_start =
            i == start &&
            (c->out->length == 0 || c->out->data[c->out->length - 1] == ' ' ||
                (element_class_of(top) != ELEMENT_INLINE && element_is_empty(c, top)));
        if (!is_at_start)
            PUT(c, " ");
        start = i + 1;
    }
    put_escaped(c, data + start, length - start);
}

static void put_text(struct conversion *c, const char *data, size_t length)
{
    text_cut(&c->scratch, 0);
    entity_decode_all(&c->scratch, data, length);
    if (c->image_depth > 0) {
        put_attribute(c, c->scratch.data, c->scratch.length);
        return;
    }
    if (html_is_in_pre(c)) {
        put_escaped(c, c->scratch.data, c->scratch.length);
        return;
    }
    size_t blanks = strspn(c->scratch.data, " \t\r\n");
    bool is_blank = blanks >= c->scratch.length;
    if (is_blank && !html_has_class(c, ELEMENT_INLINE) && !html_has_class(c, ELEMENT_PROSE))
        return;
    if (!is_blank)
        html_need_prose(c);
    put_words(c, c->scratch.data, c->scratch.length);
}

/* The value of an attribute, decoded, as a text of its own; NULL when it is not there. */
static char *decoded(const struct html_token *token, const char *name)
{
    const struct html_attribute *attribute = html_attribute(token, name);
    if (attribute == NULL || attribute->value == NULL)
        return NULL;
    struct text value = text_new(attribute->value_length * 2 + ENTITY_MAX_BYTES);
    entity_decode_all(&value, attribute->value, attribute->value_length);
    return text_take(&value);
}

static void put_image(struct conversion *c, const struct html_token *token)
{
    struct image image = { .source = decoded(token, "src"),
        .alt = decoded(token, "alt"),
        .title = decoded(token, "title"),
        .width = decoded(token, "width"),
        .height = decoded(token, "height"),
        .align = decoded(token, "align") };
    html_need_prose(c);
    if (image.source != NULL)
        image_put(c, &image);
    image_free(&image);
}

static void open_link(struct conversion *c, const struct html_token *token)
{
    char *href = decoded(token, "href");
    if (href != NULL && c->link_depth == 0) {
        html_need_prose(c);
        link_open(c, href, true);
    }
    memory_free(&href);
}

static void put_box(struct conversion *c, const struct html_token *token)
{
    const struct html_attribute *type = html_attribute(token, "type");
    if (type == NULL || type->value_length != 8 || strncmp(type->value, "checkbox", 8) != 0)
        return;
    html_need_prose(c);
    put_string(c, html_attribute(token, "checked") != NULL ? "\xE2\x98\x91" : "\xE2\x98\x90");
}

/* `id` and `name` are where fragments point to. */
static void put_anchor(struct conversion *c, const struct html_token *token)
{
    char *id = decoded(token, "id");
    if (id == NULL)
        id = decoded(token, "name");
    if (id != NULL && !html_has_class(c, ELEMENT_LIST) && !html_has_class(c, ELEMENT_ROWS) &&
        !html_has_class(c, ELEMENT_CELLS))
        heading_put_anchor(c, id);
    memory_free(&id);
}

static void put_number(struct conversion *c, const char *name, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (end == value || number == 0 || number > 1000)
        return;
    char attribute[64];
    int length = snprintf(attribute, sizeof attribute, " %s=\"%lu\"", name, number);
    put(c, attribute, (size_t)length);
}

/* The attributes that are kept, into the start tag just written. */
static void put_attributes(struct conversion *c, enum element kind, const struct html_token *token)
{
    static const char *const NAMES[] = { "colspan", "rowspan", "start" };
    bool is_cell = kind == ELEMENT_TD || kind == ELEMENT_TH;
    if (!is_cell && kind != ELEMENT_OL)
        return;
    text_cut(c->out, c->out->length - 1);
    for (size_t i = is_cell ? 0 : 2; i < (is_cell ? 2 : 3); i++) {
        char *value = decoded(token, NAMES[i]);
        if (value != NULL)
            put_number(c, NAMES[i], value);
        memory_free(&value);
    }
    PUT(c, ">");
}

static bool is_inline(enum element kind)
{
    struct element_entry entry = { .kind = (unsigned char)kind };
    return element_class_of(&entry) == ELEMENT_INLINE;
}

static bool is_heading(enum element kind)
{
    return kind >= ELEMENT_H1 && kind <= ELEMENT_H6;
}

/* For md4c 0.4.8 `<h2>` to `<h6>` begin no HTML block: the paragraph that one of them begins gives
   way to it. */
static bool give_way(struct conversion *c)
{
    struct element_entry *top = element_top(c);
    if (top == NULL || !alignment_is_paragraph(top) || top->is_html || !element_is_empty(c, top))
        return false;
    text_cut(c->out, top->start);
    element_become(c, top, ELEMENT_NONE);
    top->number = GAVE_WAY;
    return true;
}

static void come_back(struct conversion *c)
{
    struct element_entry *top = element_top(c);
    if (top == NULL || top->kind != ELEMENT_NONE || top->is_html || top->number != GAVE_WAY)
        return;
    top->number = 0;
    alignment_begin_again(c, top);
}

static void open_element(
    struct conversion *c, const struct tag *tag, const struct html_token *token)
{
    enum element kind = tag->kind;
    if (kind == ELEMENT_CODE && html_is_in_pre(c))
        return;
    if (is_inline(kind)) {
        html_need_prose(c);
        element_open(c, kind, true);
        return;
    }
    if (!html_can_hold_blocks(c) && !(is_heading(kind) && give_way(c)))
        return;
    if (!html_make_place(c, kind))
        return;
    enum alignment alignment = alignment_of(token);
    if (alignment == ALIGNMENT_NONE && (kind == ELEMENT_P || is_heading(kind)))
        alignment = alignment_around(c);
    if (kind == ELEMENT_P)
        kind = alignment_paragraph(alignment);
    if (element_open(c, kind, true) == NULL)
        return;
    put_attributes(c, kind, token);
    if (is_heading(kind) || kind == ELEMENT_TD || kind == ELEMENT_TH)
        alignment_put(c, alignment);
}

static void close_element(struct conversion *c, enum element kind)
{
    size_t depth = html_find_open(c, kind, ELEMENT_NONE);
    if (depth == SIZE_MAX && kind == ELEMENT_P) {
        depth = html_find_open(c, ELEMENT_P_CENTER, ELEMENT_NONE);
        if (depth == SIZE_MAX)
            depth = html_find_open(c, ELEMENT_P_RIGHT, ELEMENT_NONE);
    }
    if (depth != SIZE_MAX && is_heading(kind)) {
        element_close_to(c, depth + 1);
        heading_end_html(c, element_top(c)->start);
    }
    if (depth != SIZE_MAX)
        element_close_to(c, depth);
    if (is_heading(kind))
        come_back(c);
}

static void open_details(struct conversion *c)
{
    if (!html_can_hold_blocks(c))
        return;
    html_make_room(c);
    if (element_open(c, ELEMENT_EXPAND, true) != NULL)
        PUT(c, EXPAND_HEAD RICH_BODY);
}

static void open_summary(struct conversion *c)
{
    const struct element_entry *top = element_top(c);
    bool is_first = top != NULL && top->kind == ELEMENT_EXPAND && top->is_html &&
                    c->out->length == top->start + sizeof(EXPAND_HEAD RICH_BODY) - 1;
    if (is_first)
        element_open(c, ELEMENT_SUMMARY, true);
    else if (html_can_hold_blocks(c)) {
        html_end_block(c);
        element_open(c, ELEMENT_P_TERM, true);
    }
}

void html_end_summary(struct conversion *c, const struct element_entry *entry)
{
    struct text title = text_new(PAGE_BODY_MAX_BYTES);
    conversion_plain_text(c, entry->start, c->out->length, &title);
    while (title.length > 0 && isspace((unsigned char)title.data[title.length - 1]))
        text_cut(&title, title.length - 1);
    size_t blanks = strspn(title.data, " ");
    text_cut(c->out, element_top(c)->start);
    PUT(c, EXPAND_HEAD);
    if (title.length > blanks)
        put_parameter(c, "title", title.data + blanks, title.length - blanks);
    PUT(c, RICH_BODY);
    text_free(&title);
}

static void put_rule(struct conversion *c)
{
    struct element_entry *top = element_top(c);
    if (html_can_hold_blocks(c)) {
        html_make_room(c);
        PUT(c, "<hr />");
    } else if (alignment_is_paragraph(top)) {
        if (element_is_empty(c, top))
            text_cut(c->out, top->start);
        else
            PUT(c, "</p>");
        PUT(c, "<hr />");
        alignment_begin_again(c, top);
    }
}

static void open_tag(struct conversion *c, const struct tag *tag, const struct html_token *token)
{
    switch (tag->action) {
    case ACTION_ELEMENT:
        open_element(c, tag, token);
        break;
    case ACTION_GROUP:
        if (html_can_hold_blocks(c)) {
            html_end_block(c);
            alignment_open(c, token);
        }
        break;
    case ACTION_CONTENT:
        break;
    case ACTION_BREAK:
        html_need_prose(c);
        PUT(c, "<br />");
        break;
    case ACTION_RULE:
        put_rule(c);
        break;
    case ACTION_IMAGE:
        put_image(c, token);
        break;
    case ACTION_LINK:
        open_link(c, token);
        break;
    case ACTION_BOX:
        put_box(c, token);
        break;
    case ACTION_DETAILS:
        open_details(c);
        break;
    case ACTION_SUMMARY:
        open_summary(c);
        break;
    }
    put_anchor(c, token);
}

static void close_link(struct conversion *c)
{
    static const enum element KINDS[] = { ELEMENT_LINK, ELEMENT_REFERENCE, ELEMENT_DEAD_LINK };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        size_t depth = html_find_open(c, KINDS[i], ELEMENT_NONE);
        if (depth != SIZE_MAX) {
            element_close_to(c, depth);
            return;
        }
    }
}

static void close_tag(struct conversion *c, const struct tag *tag)
{
    switch (tag->action) {
    case ACTION_ELEMENT:
    case ACTION_DETAILS:
        close_element(c, tag->kind);
        break;
    case ACTION_SUMMARY:
        close_element(c, html_find_open(c, ELEMENT_SUMMARY, ELEMENT_NONE) != SIZE_MAX
                             ? ELEMENT_SUMMARY
                             : ELEMENT_P_TERM);
        break;
    case ACTION_LINK:
        close_link(c);
        break;
    case ACTION_GROUP:
        if (html_can_hold_blocks(c)) {
            html_end_block(c);
            alignment_close(c);
        }
        break;
    case ACTION_BREAK:
        PUT(c, "<br />");
        break;
    case ACTION_CONTENT:
    case ACTION_RULE:
    case ACTION_IMAGE:
    case ACTION_BOX:
        break;
    }
}

/* What is not on the list is shown as it was written. */
static void put_foreign(struct conversion *c, const struct html_token *token)
{
    if (c->image_depth > 0) {
        put_attribute(c, token->data, token->length);
        return;
    }
    html_need_prose(c);
    if (html_is_in_pre(c))
        put_escaped(c, token->data, token->length);
    else
        put_words(c, token->data, token->length);
    if (token->is_close && token->kind == HTML_TAG)
        return;
    char near[64];
    size_t length = token->length < sizeof near - 1 ? token->length : sizeof near - 1;
    memcpy(near, token->data, length);
    near[length] = '\0';
    near[strcspn(near, "\r\n")] = '\0';
    conversion_warn(c, "CM-HTML-01", "write `&lt;` for a literal `<`, or put it in backticks", near,
        "`%s` is no HTML that Confluence can hold; shown as text", near);
}

static void put_comment(struct conversion *c, const struct html_token *token)
{
    if ((c->options->features & PAGE_TOC) == 0 || token->length < 10 || !c->is_html_block)
        return;
    const char *at = token->data + 4;
    const char *end = token->data + token->length - 3;
    while (at < end && isspace((unsigned char)*at))
        at++;
    while (end > at && isspace((unsigned char)end[-1]))
        end--;
    if (end - at == 3 && strncasecmp(at, "toc", 3) == 0) {
        html_make_room(c);
        PUT(c, TOC_MACRO);
    }
}

static void put_token(struct conversion *c, const struct html_token *token)
{
    const struct tag *tag = token->kind == HTML_TAG ? find_tag(token->name) : NULL;
    if (token->kind == HTML_COMMENT)
        put_comment(c, token);
    else if (token->kind == HTML_TEXT)
        put_text(c, token->data, token->length);
    else if (tag == NULL)
        put_foreign(c, token);
    else if (c->image_depth > 0)
        return;
    else if (token->is_close)
        close_tag(c, tag);
    else
        open_tag(c, tag, token);
}

void html_flush(struct conversion *c)
{
    const char *place = c->place;
    const char *at = c->html.data;
    const char *end = at + c->html.length;
    struct html_token token;
    while (at < end) {
        if (c->html_place != NULL)
            conversion_at(c, c->html_place + (at - c->html.data));
        html_read(at, (size_t)(end - at), &token);
        put_token(c, &token);
        at += token.length;
    }
    c->place = place;
    text_cut(&c->html, 0);
}
