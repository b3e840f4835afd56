/* SPDX-License-Identifier: MIT */
#include "markdown/paragraphs.h"

#include "markdown/alignment.h"
#include "markdown/elements.h"
#include "storage/escape.h"

#include <ctype.h>

enum { TOC_MAX_BYTES = 12 };

#define TOC_MACRO "<ac:structured-macro ac:name=\"toc\" />"

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
        "[[TOC]]", "[[toc]]" };
    if ((c->options->features & PAGE_TOC) == 0)
        return false;
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++)
        if (strlen(FORMS[i]) == length && memcmp(FORMS[i], text, length) == 0)
            return true;
    return false;
}

/* A macro that stands alone is a block of its own. */
static void unwrap_macro(struct conversion *c)
{
    size_t length = c->out->length - c->block_start;
    char *macro = memory_copy_part(c->out->data + c->block_start, length);
    replace_paragraph(c, "");
    put(c, macro, length);
    memory_free(&macro);
}

/* The last text begins a line of the file, with a brace. */
static bool is_line_of_its_own(const struct conversion *c)
{
    const char *at = c->place;
    if (at == NULL || *at != '{')
        return false;
    while (at > c->prepared->data && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == c->prepared->data || at[-1] == '\n';
}

/* `{: .class #id }` as kramdown has it, and MkDocs without the colon, is for the paragraph that it
   ends, or for the heading above: no more than the id is of use. */
static void take_attributes(struct conversion *c)
{
    const char *text = c->out->data + c->block_start;
    size_t length = c->out->length - c->block_start;
    const char *open = length < 4 || text[length - 1] != '}' ? NULL : memrchr(text, '{', length);
    if (open == NULL || (open > text && open[-1] != ' ') ||
        (c->options->features & PAGE_HEADING_IDS) == 0 ||
        memchr(open, '<', (size_t)(text + length - open)) != NULL ||
        (open[1] != ':' && !is_line_of_its_own(c)))
        return;
    struct text id = text_new(PAGE_BODY_MAX_BYTES);
    if (heading_read_attributes(open + 1, text + length - 1, &id)) {
        text_cut(c->out, (size_t)(open - c->out->data));
        while (c->out->length > c->block_start && c->out->data[c->out->length - 1] == ' ')
            text_cut(c->out, c->out->length - 1);
        if (c->out->length == c->block_start)
            replace_paragraph(c, "");
        heading_put_anchor(c, id.data);
    }
    text_free(&id);
}

void paragraph_finish(struct conversion *c)
{
    const struct element_entry *top = element_top(c);
    c->watch = 0;
    if (!alignment_is_paragraph(top))
        return;
    take_attributes(c);
    size_t length = c->out->length - c->block_start;
    const char *text = c->out->data + c->block_start;
    if (length >= 5 && length <= 2 * TOC_MAX_BYTES && text[0] == '[' && is_toc(c, text, length))
        replace_paragraph(c, TOC_MACRO);
    else if (c->macro_end == c->out->length && length > 0)
        unwrap_macro(c);
}

void paragraph_put_formula(
    struct conversion *c, const char *macro, const char *formula, size_t length)
{
    PUT(c, "<ac:structured-macro ac:name=\"");
    put_string_attribute(c, macro);
    PUT(c, "\"><ac:plain-text-body>");
    escape_cdata(c->out, formula, length);
    PUT(c, "</ac:plain-text-body></ac:structured-macro>");
}

/* `$5 and $6` are prices: what ends a formula neither stands behind a blank nor before a digit, and
   no blank follows what begins one. */
static bool is_formula(const struct conversion *c, const struct text *formula)
{
    const char *end = c->prepared->data + c->prepared->length;
    const char *close = c->place == NULL ? NULL : memchr(c->place, '$', (size_t)(end - c->place));
    bool is_before_digit = close != NULL && close + 1 < end && isdigit((unsigned char)close[1]);
    return formula->length > 0 && !isspace((unsigned char)formula->data[0]) &&
           !isspace((unsigned char)formula->data[formula->length - 1]) && !is_before_digit;
}

static void put_dollars(struct conversion *c, const struct text *formula, bool is_display)
{
    put_string(c, is_display ? "$$" : "$");
    put_escaped(c, formula->data, formula->length);
    put_string(c, is_display ? "$$" : "$");
}

static void put_display(struct conversion *c, const char *macro, const struct text *formula)
{
    bool is_first = c->out->length == c->block_start;
    size_t blanks = strspn(formula->data, " \n");
    size_t end = formula->length;
    while (end > blanks && isspace((unsigned char)formula->data[end - 1]))
        end--;
    paragraph_put_formula(c, macro, formula->data + blanks, end - blanks);
    if (is_first)
        c->macro_end = c->out->length;
}

void paragraph_finish_math(struct conversion *c, bool is_display)
{
    struct element_entry *entry = element_top(c);
    const char *macro = is_display ? c->options->math_macro : c->options->math_inline_macro;
    struct text formula = text_new(PAGE_BODY_MAX_BYTES);
    conversion_plain_text(c, entry->start, c->out->length, &formula);
    text_cut(c->out, entry->start);
    if (!is_display && !is_formula(c, &formula)) {
        put_dollars(c, &formula, false);
    } else if (macro == NULL || macro[0] == '\0') {
        PUT(c, "<code>");
        put_dollars(c, &formula, is_display);
        PUT(c, "</code>");
    } else if (is_display) {
        put_display(c, macro, &formula);
    } else {
        PUT(c, "<ac:structured-macro ac:name=\"");
        put_string_attribute(c, macro);
        PUT(c, "\">");
        put_parameter(c, "body", formula.data, formula.length);
        PUT(c, "</ac:structured-macro>");
    }
    text_free(&formula);
}
