/* SPDX-License-Identifier: MIT */
#include "markdown/code.h"

#include "markdown/diagrams.h"
#include "markdown/elements.h"
#include "markdown/languages.h"
#include "markdown/macros.h"
#include "markdown/paragraphs.h"
#include "markdown/raw.h"
#include "storage/escape.h"
#include "storage/wellformed.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { RAW_DEPTH_MAX = 60, FIRST_LINE_MAX_DIGITS = 6 };

#define MACRO_HEAD "<ac:structured-macro ac:name=\"code\">"
#define MACRO_END "</ac:structured-macro>"
#define BODY_HEAD "<ac:plain-text-body><![CDATA["
#define BODY_END "]]></ac:plain-text-body>"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The info string's first word without what some tools hang on it (`{.py}`, `js{1,3}`, `c:a.c`). */
static size_t word_of(const char *info, const char **word)
{
    while (is_blank(*info) || *info == '{' || *info == '.')
        info++;
    *word = info;
    return strcspn(info, " \t{},:=");
}

/* Nothing but further options stands here. */
static bool is_between_options(const char *at)
{
    const char *word = at + strspn(at, " \t,");
    if (*word == '\0' || *word == '}')
        return true;
    const char *end = word;
    while (isalnum((unsigned char)*end) || *end == '_' || *end == '-')
        end++;
    return word > at && end > word && (*end == '\0' || strchr(" \t=,}", *end) != NULL);
}

/* The quote that ends what `open` begins: those that were escaped are not any more. Where nothing
   that we know stands behind any (`title="a.js" {1,3}`), the next one. */
static const char *closing_quote(const char *open)
{
    const char *next = strchr(open + 1, *open);
    const char *close = next;
    while (close != NULL && !is_between_options(close + 1))
        close = strchr(close + 1, *open);
    return close == NULL ? next : close;
}

bool code_option(const char *info, const char *key, struct text *value)
{
    size_t length = strlen(key);
    for (const char *at = info; (at = strcasestr(at, key)) != NULL; at += length) {
        bool is_start = at > info && (is_blank(at[-1]) || at[-1] == '{' || at[-1] == ',');
        const char *end = at + length;
        if (!is_start || (*end != '\0' && strchr(" \t=,}", *end) == NULL))
            continue;
        if (*end != '=')
            return true;
        end++;
        bool is_quoted = *end == '"' || *end == '\'';
        const char *close = is_quoted ? closing_quote(end) : NULL;
        if (close != NULL)
            text_add(value, end + 1, (size_t)(close - end - 1));
        else
            text_add(value, end, strcspn(end, " \t,}"));
        return true;
    }
    return false;
}

static bool is_switched_on(const char *info, const char *key)
{
    struct text value = text_new(PAGE_BODY_MAX_BYTES);
    bool is_on = code_option(info, key, &value) && strcasecmp(value.data, "false") != 0;
    text_free(&value);
    return is_on;
}

static void put_first_line(struct conversion *c, const char *info)
{
    static const char *const KEYS[] = { "firstline", "linenums", "startFrom" };
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        struct text value = text_new(PAGE_BODY_MAX_BYTES);
        bool is_number = code_option(info, KEYS[i], &value) && value.length > 0 &&
                         value.length <= FIRST_LINE_MAX_DIGITS &&
                         strspn(value.data, "0123456789") == value.length;
        if (is_number)
            put_parameter(c, "firstline", value.data, value.length);
        text_free(&value);
        if (is_number)
            return;
    }
}

/* On Cloud the new editor shows neither title nor collapsed code: they become text and expand. */
static void put_frame(struct conversion *c, const struct text *title, bool is_collapsed)
{
    c->is_code_expanded = is_collapsed;
    if (is_collapsed) {
        PUT(c, "<ac:structured-macro ac:name=\"expand\">");
        if (title->length > 0)
            put_parameter(c, "title", title->data, title->length);
        PUT(c, "<ac:rich-text-body>");
    } else if (title->length > 0) {
        PUT(c, "<p><strong>");
        put_escaped(c, title->data, title->length);
        PUT(c, "</strong></p>");
    }
}

static void put_options(struct conversion *c, const char *language)
{
    const char *info = c->info.data;
    struct text title = text_new(PAGE_BODY_MAX_BYTES);
    code_option(info, "title", &title);
    bool is_collapsed = is_switched_on(info, "collapse");
    bool is_cloud = c->options->edition == PAGE_CLOUD;
    if (is_cloud)
        put_frame(c, &title, is_collapsed);
    PUT(c, MACRO_HEAD);
    put_parameter(c, "language", language, strlen(language));
    if (!is_cloud && title.length > 0)
        put_parameter(c, "title", title.data, title.length);
    if (!is_cloud && is_collapsed)
        PUT(c, "<ac:parameter ac:name=\"collapse\">true</ac:parameter>");
    if (is_switched_on(info, "linenumbers") || is_switched_on(info, "linenums") ||
        is_switched_on(info, "showLineNumbers"))
        PUT(c, "<ac:parameter ac:name=\"linenumbers\">true</ac:parameter>");
    put_first_line(c, info);
    text_free(&title);
}

static enum code_kind kind_of(const struct conversion *c, const char *word, size_t length)
{
    unsigned features = c->options->features;
    if ((features & PAGE_STORAGE) != 0 && length == 18 &&
        strncasecmp(word, "confluence-storage", 18) == 0)
        return CODE_STORAGE;
    if ((features & PAGE_MACROS) != 0 && length == 16 &&
        strncasecmp(word, "confluence-macro", 16) == 0)
        return CODE_MACRO;
    const char *math = c->options->math_macro;
    if (math != NULL && math[0] != '\0' && length == 4 && strncasecmp(word, "math", 4) == 0)
        return CODE_MATH;
    if (c->options->artist != NULL && diagram_language(word, length) != NULL)
        return CODE_DIAGRAM;
    return CODE_PLAIN;
}

static void put_head(struct conversion *c)
{
    const char *word;
    size_t length = word_of(c->info.data, &word);
    const char *language = language_name(word, length, c->options);
    c->is_code_expanded = false;
    if (c->info.data[length] == '\0') {
        PUT(c, MACRO_HEAD "<ac:parameter ac:name=\"language\">");
        put_escaped(c, language, strlen(language));
        PUT(c, "</ac:parameter>");
    } else {
        put_options(c, language);
    }
    PUT(c, BODY_HEAD);
}

void code_open(struct conversion *c)
{
    const char *word;
    size_t length = word_of(c->info.data, &word);
    c->code_kind = kind_of(c, word, length);
    c->code_start = c->out->length;
    c->code_place = c->place;
    if (c->code_kind == CODE_PLAIN)
        put_head(c);
    c->code_body = c->out->length;
}

static bool has_cdata_end(const char *data, size_t length)
{
    const char *end = data + length;
    for (const char *at = data; (at = memchr(at, ']', (size_t)(end - at))) != NULL; at++)
        if (end - at > 2 && at[1] == ']' && at[2] == '>')
            return true;
    return false;
}

/* CDATA cannot hold its own end. */
static void split_cdata(struct conversion *c)
{
    size_t length = c->out->length - c->code_body;
    if (!has_cdata_end(c->out->data + c->code_body, length)) {
        PUT(c, BODY_END);
        return;
    }
    char *body = memory_copy(c->out->data + c->code_body, length);
    text_cut(c->out, c->code_body - (sizeof "<![CDATA[" - 1));
    escape_cdata(c->out, body, length);
    PUT(c, "</ac:plain-text-body>");
    memory_free(&body);
}

static void end_macro(struct conversion *c)
{
    split_cdata(c);
    PUT(c, MACRO_END);
    if (c->is_code_expanded)
        PUT(c, "</ac:rich-text-body></ac:structured-macro>");
}

/* What stands in the fence as a code block, in `language` (NULL: as the info string says). */
static void put_as_code(struct conversion *c, const char *language)
{
    size_t length = c->out->length - c->code_body;
    char *body = memory_copy(c->out->data + c->code_body, length);
    text_cut(c->out, c->code_start);
    if (language != NULL) {
        text_cut(&c->info, 0);
        text_add_string(&c->info, language);
    }
    put_head(c);
    c->code_body = c->out->length;
    put(c, body, length);
    end_macro(c);
    memory_free(&body);
}

/* `line` counts from the fence's first. */
static void refuse_storage(struct conversion *c, const char *message, const char *help, size_t line)
{
    conversion_at(c, c->code_place);
    struct page_warning warning = {
        .code = "CM-RAW-01", .message = message, .help = help, .line = conversion_line(c) + line
    };
    page_warn(c, &warning);
    put_as_code(c, "xml");
}

/* Raw storage format goes out as it is when Confluence takes it, else as code. */
static void end_storage(struct conversion *c)
{
    size_t length = c->out->length - c->code_body;
    struct wellformed_problem problem;
    size_t line = 0;
    if (wellformed_check(c->out->data + c->code_body, length, RAW_DEPTH_MAX, &problem) < 0)
        refuse_storage(c, problem.message,
            "Confluence would refuse the page; it is shown as code until it is well-formed",
            problem.line);
    else if (!raw_settle(c, c->code_body, &line))
        refuse_storage(c, "a layout cannot lie in something else; this is shown as code",
            "layouts, with their sections and cells, stand at the top level of a page", line);
}

static void end_fenced_macro(struct conversion *c)
{
    size_t length = c->out->length - c->code_body;
    char *body = memory_copy(c->out->data + c->code_body, length);
    text_cut(c->out, c->code_start);
    const char *word;
    size_t used = word_of(c->info.data, &word);
    conversion_at(c, c->code_place);
    if (!macro_open(c, word + used)) {
        c->code_body = c->code_start;
        put(c, body, length);
        memory_free(&body);
        put_as_code(c, "none");
        return;
    }
    if (length > 0) {
        PUT(c, "<ac:plain-text-body>");
        escape_cdata(c->out, body, length);
        PUT(c, "</ac:plain-text-body>");
    }
    PUT(c, MACRO_END);
    memory_free(&body);
}

/* `math`, as GitHub has it: the formula goes to the macro of `$$x$$`. */
static void end_math(struct conversion *c)
{
    size_t length = c->out->length - c->code_body;
    char *formula = memory_copy_part(c->out->data + c->code_body, length);
    text_cut(c->out, c->code_start);
    paragraph_put_formula(c, c->options->math_macro, formula, length);
    memory_free(&formula);
}

/* What is not drawn stays readable. */
static void end_diagram(struct conversion *c)
{
    const char *word;
    size_t length = word_of(c->info.data, &word);
    const char *language = diagram_language(word, length);
    conversion_at(c, c->code_place);
    if (!diagram_put(c, language))
        put_as_code(c, NULL);
}

void code_close(struct conversion *c)
{
    if (c->out->length > c->code_body && c->out->data[c->out->length - 1] == '\n')
        text_cut(c->out, c->out->length - 1);
    if (c->code_kind == CODE_STORAGE)
        end_storage(c);
    else if (c->code_kind == CODE_MACRO)
        end_fenced_macro(c);
    else if (c->code_kind == CODE_MATH)
        end_math(c);
    else if (c->code_kind == CODE_DIAGRAM)
        end_diagram(c);
    else
        end_macro(c);
}

/* The end of the white space before `offset` that is c->indent columns wide; as blanks when a tab
   reaches across its beginning. */
static void put_indent(struct conversion *c, size_t offset)
{
    enum { TAB_COLUMNS = 4 };
    const char *end = c->prepared->data + offset;
    const char *newline = memrchr(c->prepared->data, '\n', offset);
    const char *line = newline == NULL ? c->prepared->data : newline + 1;
    size_t columns = 0;
    for (const char *at = line; at < end; at++)
        columns += *at == '\t' ? TAB_COLUMNS - columns % TAB_COLUMNS : 1;
    size_t column = 0;
    for (const char *at = line; at < end; at++) {
        if (column + c->indent == columns && strspn(at, " \t") >= (size_t)(end - at)) {
            put(c, at, (size_t)(end - at));
            c->indent = 0;
            return;
        }
        column += *at == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
    }
}

/*
 * md4c turns the white space that a line of code begins with into blanks of its own (`data` does
 * not lie in the source then). Held back until the line itself comes, it is taken from the source,
 * tabs and all.
 */
void code_put(struct conversion *c, const char *data, size_t length)
{
    size_t offset = (size_t)(data - c->prepared->data);
    if (offset >= c->prepared->length) {
        if (c->has_tabs && *data == ' ') {
            c->indent += length;
            return;
        }
    } else if (c->indent > 0) {
        put_indent(c, offset);
    }
    if (c->indent > 0) {
        for (; c->indent > 0; c->indent--)
            PUT(c, " ");
    }
    put(c, data, length);
}
