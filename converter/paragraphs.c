/* SPDX-License-Identifier: MIT */
#include "converter/paragraphs.h"

#include "converter/elements.h"
#include "storage/escape.h"

#include <ctype.h>

enum { DEFINITIONS_MAX = 16, TOC_MAX_BYTES = 12 };

#define TOC_MACRO "<ac:structured-macro ac:name=\"toc\" />"

/* The next line of the source begins with `: `: a definition of what stands before it. */
void paragraph_note_break(struct conversion *c, const char *place)
{
    const struct prepared *prepared = c->prepared;
    if ((c->options->features & PAGE_DEFINITIONS) == 0 || place == NULL ||
        c->definition_count == DEFINITIONS_MAX || element_top(c)->kind != ELEMENT_P)
        return;
    const char *end = prepared->data + prepared->length;
    const char *line = memchr(place, '\n', (size_t)(end - place));
    if (line == NULL || end - line < 4)
        return;
    line += strspn(line, "\r\n");
    if (line[0] == ':' && (line[1] == ' ' || line[1] == '\t'))
        c->definitions[c->definition_count++] = c->out->length;
}

/* The paragraph's text without tags around it gives way to `with`. */
static void replace_paragraph(struct conversion *c, const char *with)
{
    struct element_entry *paragraph = element_top(c);
    text_cut(c->out, paragraph->start);
    element_become(c, paragraph, ELEMENT_NONE);
    put_string(c, with);
}

static bool is_toc(const struct conversion *c, const char *text, size_t length)
{
    static const char *const FORMS[] = { "[TOC]", "[toc]", "[[_TOC_]]", "[[<em>TOC</em>]]",
        "[[TOC]]" };
    if ((c->options->features & PAGE_TOC) == 0)
        return false;
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++)
        if (strlen(FORMS[i]) == length && memcmp(FORMS[i], text, length) == 0)
            return true;
    return false;
}

/* `term`, then `: definition` on lines of their own: a bold line and indented paragraphs. */
static void put_definitions(struct conversion *c)
{
    size_t start = element_top(c)->start;
    size_t length = c->out->length - start;
    char *content = memory_copy(c->out->data + start, length);
    size_t at = c->block_start - start;
    replace_paragraph(c, "<p><strong>");
    for (size_t i = 0; i <= c->definition_count; i++) {
        size_t end = i == c->definition_count ? length : c->definitions[i] - start;
        if (i > 0) {
            put_string(c, i == 1 ? "</strong></p>" : "</p>");
            PUT(c, "<p style=\"margin-left: 30.0px;\">");
            while (at < end && (content[at] == ' ' || content[at] == ':'))
                at++;
        }
        put(c, content + at, end - at);
        at = end;
    }
    PUT(c, "</p>");
    memory_free(&content);
}

void paragraph_finish(struct conversion *c)
{
    const struct element_entry *top = element_top(c);
    size_t count = c->definition_count;
    c->watch = 0;
    if (top->kind == ELEMENT_P) {
        size_t length = c->out->length - c->block_start;
        const char *text = c->out->data + c->block_start;
        if (length >= 5 && length <= 2 * TOC_MAX_BYTES && text[0] == '[' && is_toc(c, text, length))
            replace_paragraph(c, TOC_MACRO);
        else if (count > 0)
            put_definitions(c);
    }
    c->definition_count = 0;
}

void paragraph_finish_math(struct conversion *c, bool is_display)
{
    struct element_entry *entry = element_top(c);
    const char *macro = is_display ? c->options->math_macro : c->options->math_inline_macro;
    struct text formula = text_new(PAGE_BODY_MAX_BYTES);
    conversion_plain_text(c, entry->start, &formula);
    text_cut(c->out, entry->start);
    if (macro == NULL || macro[0] == '\0') {
        PUT(c, "<code>");
        put_string(c, is_display ? "$$" : "$");
        put_escaped(c, formula.data, formula.length);
        put_string(c, is_display ? "$$" : "$");
        PUT(c, "</code>");
    } else {
        PUT(c, "<ac:structured-macro ac:name=\"");
        put_string_attribute(c, macro);
        PUT(c, "\">");
        if (is_display) {
            PUT(c, "<ac:plain-text-body>");
            escape_cdata(c->out, formula.data, formula.length);
            PUT(c, "</ac:plain-text-body>");
        } else {
            put_parameter(c, "body", formula.data, formula.length);
        }
        PUT(c, "</ac:structured-macro>");
    }
    text_free(&formula);
}
