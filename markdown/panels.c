/* SPDX-License-Identifier: MIT */
#include "markdown/panels.h"

#include "markdown/elements.h"
#include "markdown/footnotes.h"
#include "markdown/layouts.h"
#include "markdown/macros.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Which macro, and the title when none is given; NULL: the macro's look says enough. The macros'
   names are not what the editor shows: `tip` is green, `note` yellow, `warning` red. */
static const struct kind {
    const char *type;
    const char *macro;
    const char *title;
} KINDS[] = {
    { "note", "info", NULL },
    { "info", "info", NULL },
    { "seealso", "info", "See also" },
    { "important", "info", "Important" },
    { "abstract", "info", "Abstract" },
    { "summary", "info", "Summary" },
    { "tldr", "info", "Summary" },
    { "todo", "info", "To do" },
    { "question", "info", "Question" },
    { "help", "info", "Help" },
    { "faq", "info", "Frequently asked" },
    { "tip", "tip", NULL },
    { "hint", "tip", NULL },
    { "success", "tip", NULL },
    { "check", "tip", NULL },
    { "done", "tip", NULL },
    { "warning", "note", NULL },
    { "attention", "note", NULL },
    { "caution", "warning", NULL },
    { "danger", "warning", NULL },
    { "error", "warning", NULL },
    { "failure", "warning", "Failure" },
    { "fail", "warning", "Failure" },
    { "missing", "warning", "Missing" },
    { "bug", "warning", "Bug" },
    { "example", "panel", "Example" },
    { "secondary", "panel", NULL },
    { "quote", "panel", NULL },
    { "cite", "panel", NULL },
    { "panel", "panel", NULL },
    { "details", "expand", NULL },
    { "expand", "expand", NULL },
    { "macro", "", NULL },
    { "layout", "", NULL },
    { "cell", "", NULL },
};

static const struct kind *find_kind(const char *type, size_t length)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (strlen(KINDS[i].type) == length && strncasecmp(KINDS[i].type, type, length) == 0)
            return &KINDS[i];
    return NULL;
}

bool panel_is_known(const char *type, size_t length)
{
    return find_kind(type, length) != NULL;
}

bool panel_is_macro(const char *type, size_t length)
{
    const struct kind *kind = find_kind(type, length);
    return kind != NULL && kind->macro[0] == '\0';
}

/* The quote's own tags go; what follows is the macro's body. */
static void become_macro(
    struct conversion *c, struct element_entry *quote, const char *macro, const char *title)
{
    text_cut(c->out, quote->start);
    element_become(c, quote, ELEMENT_MACRO);
    bool is_cloud = c->options->edition == PAGE_CLOUD;
    bool takes_title = !is_cloud || strcmp(macro, "expand") == 0 || strcmp(macro, "panel") == 0;
    PUT(c, "<ac:structured-macro ac:name=\"");
    put_string(c, macro);
    PUT(c, "\">");
    if (title != NULL && title[0] != '\0' && takes_title)
        put_parameter(c, "title", title, strlen(title));
    PUT(c, "<ac:rich-text-body>");
    if (title != NULL && title[0] != '\0' && !takes_title) {
        PUT(c, "<p><strong>");
        put_escaped(c, title, strlen(title));
        PUT(c, "</strong></p>");
    }
}

/* The quote goes on with a paragraph: the one whose first text was used up. */
static void reopen_paragraph(struct conversion *c)
{
    c->depth--;
    c->weight -= c->stack[c->depth].weight;
    element_open(c, ELEMENT_P, false);
    c->block_start = c->out->length;
}

/* `:::macro`, `:::layout` and `:::cell`. What cannot be one leaves its content as it is. */
static void begin_generic(
    struct conversion *c, struct element_entry *quote, const struct panel *panel)
{
    const char *words = panel->title == NULL ? "" : panel->title;
    bool is_good = false;
    text_cut(c->out, quote->start);
    if (panel->type[0] == 'l') {
        is_good = layout_open(c, quote, panel->title);
    } else if (panel->type[0] == 'c') {
        is_good = layout_open_cell(c, quote);
    } else if (macro_open(c, words)) {
        element_become(c, quote, ELEMENT_MACRO);
        quote->number = ELEMENT_BODY_OPTIONAL;
        PUT(c, MACRO_BODY);
        is_good = true;
    }
    if (!is_good)
        element_become(c, quote, ELEMENT_NONE);
}

/* `{title="..." .class}` behind a directive's type; the caller owns the result, NULL for none. */
static char *title_attribute(const char *attributes)
{
    static const char KEY[] = "title=";
    const char *at = strstr(attributes, KEY);
    if (at == NULL || (at[-1] != '{' && at[-1] != ' '))
        return NULL;
    at += sizeof KEY - 1;
    if (*at != '"' && *at != '\'')
        return memory_copy_part(at, strcspn(at, " }"));
    const char *close = strchr(at + 1, *at);
    return close == NULL ? NULL : memory_copy_part(at + 1, (size_t)(close - at - 1));
}

/* Titles are plain text in Confluence: marks of emphasis and code go. The caller owns the
   result. */
static char *without_marks(const char *title)
{
    char *plain = memory_copy_text(title);
    char *to = plain;
    for (const char *from = title; *from != '\0'; from++)
        if (*from != '*' && *from != '`')
            *to++ = *from;
    *to = '\0';
    return plain;
}

/* The title that was given, plain; NULL when none was. The caller owns the result. */
static char *given_title(const struct panel *panel)
{
    if (!panel->has_title)
        return NULL;
    if (panel->title[0] != '{')
        return without_marks(panel->title);
    char *attribute = title_attribute(panel->title);
    char *plain = attribute == NULL ? NULL : without_marks(attribute);
    memory_free(&attribute);
    return plain;
}

/* The same, or the kind's own title, or the type itself where something has to be clicked at. */
static char *title_of(const struct panel *panel, const struct kind *kind)
{
    char *title = given_title(panel);
    if (title != NULL)
        return title;
    if (kind != NULL && kind->title != NULL)
        return memory_copy_text(kind->title);
    if (kind != NULL && !panel->is_closed && !panel->is_open)
        return NULL;
    title = memory_copy_text(panel->type);
    title[0] = (char)toupper((unsigned char)title[0]);
    return title;
}

static void begin_admonition(
    struct conversion *c, struct element_entry *quote, const struct panel *panel)
{
    const struct kind *kind = find_kind(panel->type, strlen(panel->type));
    if (kind != NULL && kind->macro[0] == '\0') {
        begin_generic(c, quote, panel);
        return;
    }
    char *title = title_of(panel, kind);
    const char *macro = panel->is_closed ? "expand" : kind == NULL ? "panel" : kind->macro;
    become_macro(c, quote, macro, title);
    memory_free(&title);
}

/* Definitions stand behind everything else: what HTML left open above them ends here. */
static bool begin_footnote(struct conversion *c, struct element_entry *quote, size_t number)
{
    for (const struct element_entry *entry = c->stack + 1; entry < quote; entry++)
        if (!entry->is_html)
            return false;
    text_cut(c->out, quote->start);
    c->weight -= c->stack[c->depth - 1].weight + c->stack[c->depth - 2].weight;
    c->depth -= 2;
    element_close_to(c, 1);
    struct element_entry *note = element_open(c, ELEMENT_FOOTNOTE, false);
    note->number = (uint32_t)number;
    element_open(c, ELEMENT_P, false);
    c->block_start = c->out->length;
    return true;
}

/* One piece in bold as a whole. */
static bool is_strong(const char *content, size_t length)
{
    static const char OPEN[] = "<strong>";
    static const char CLOSE[] = "</strong>";
    if (length < sizeof OPEN + sizeof CLOSE || memcmp(content, OPEN, sizeof OPEN - 1) != 0)
        return false;
    const char *close = memmem(content, length, CLOSE, sizeof CLOSE - 1);
    return close == content + length - (sizeof CLOSE - 1);
}

/* The paragraph right above is the term; what stands in the quote is indented. */
static void begin_definition(struct conversion *c, struct element_entry *quote)
{
    static const char HEAD[] = "<p>";
    text_cut(c->out, quote->start);
    element_become(c, quote, ELEMENT_DEFINITION);
    size_t start = c->term_start;
    bool is_above = c->term_end == quote->start && start < c->term_end &&
                    memcmp(c->out->data + start, HEAD, sizeof HEAD - 1) == 0;
    if (!is_above)
        return;
    size_t from = start + sizeof HEAD - 1;
    size_t to = c->term_end - (sizeof "</p>" - 1);
    if (is_strong(c->out->data + from, to - from))
        return;
    char *content = memory_copy_part(c->out->data + from, to - from);
    text_cut(c->out, start);
    PUT(c, "<p><strong>");
    put(c, content, to - from);
    PUT(c, "</strong></p>");
    memory_free(&content);
    quote->start = c->out->length;
}

/* 0x03 letter digits 0x04 */
static bool begin_patch(
    struct conversion *c, struct element_entry *quote, const char *text, size_t length)
{
    if (length < 4 || text[length - 1] != PATCH_END)
        return false;
    size_t number = strtoul(text + 2, NULL, 10);
    if (text[1] == PATCH_PANEL && number < c->prepared->panel_count) {
        begin_admonition(c, quote, &c->prepared->panels[number]);
    } else if (text[1] == PATCH_DEFINITION) {
        begin_definition(c, quote);
    } else if (text[1] == PATCH_FOOTNOTE && number < c->prepared->footnote_count) {
        return begin_footnote(c, quote, number);
    } else {
        return false;
    }
    reopen_paragraph(c);
    return true;
}

static const char *const ALERTS[] = { "NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION" };

enum { ALERT_COUNT = sizeof ALERTS / sizeof ALERTS[0] };

bool panel_end_lone_alert(struct conversion *c, const struct element_entry *alert)
{
    bool is_lone = alert->number >= ELEMENT_ALERT && c->out->length == c->alert_body;
    c->alert_body = 0;
    if (!is_lone)
        return false;
    text_cut(c->out, alert->start);
    PUT(c, "<blockquote><p>[!");
    put_string(c, ALERTS[alert->number - ELEMENT_ALERT]);
    PUT(c, "]</p></blockquote>");
    return true;
}

/* What other tools would show in colours: `[!faq]`, `[!note] Title`, an alert in a quote. */
static void warn_of_alert(struct conversion *c, const char *text, size_t length)
{
    enum { WORD_MAX_BYTES = 40 };
    size_t end = 2;
    while (end < length && end < WORD_MAX_BYTES && isalpha((unsigned char)text[end]))
        end++;
    if (end == 2 || end >= length || text[end] != ']')
        return;
    char near[WORD_MAX_BYTES + 2];
    snprintf(near, sizeof near, "%.*s", (int)end + 1, text);
    conversion_warn(c, "CM-PANEL-04",
        "`[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`, alone on the first "
        "line of a quote; `!!! type \"Title\"` for others",
        near, "`%s` is no alert here; shown as a quote", near);
}

/* `[!NOTE]`, alone on the first line of a quote that lies in no other. */
static bool begin_alert(
    struct conversion *c, struct element_entry *quote, const char *text, size_t length)
{
    for (const struct element_entry *entry = c->stack; entry < quote; entry++)
        if (entry->kind == ELEMENT_BLOCKQUOTE)
            return false;
    for (size_t i = 0; i < ALERT_COUNT && text[length - 1] == ']'; i++) {
        if (strlen(ALERTS[i]) != length - 3 || strncasecmp(ALERTS[i], text + 2, length - 3) != 0)
            continue;
        const struct kind *kind = find_kind(ALERTS[i], length - 3);
        become_macro(c, quote, kind->macro, kind->title);
        quote->number = (uint32_t)(ELEMENT_ALERT + i);
        c->alert_body = c->out->length;
        reopen_paragraph(c);
        c->watch |= WATCH_SOFT_BREAK;
        return true;
    }
    return false;
}

bool panel_begin(struct conversion *c, const char *text, size_t length)
{
    if (c->depth < 2)
        return false;
    struct element_entry *quote = &c->stack[c->depth - 2];
    if (quote->kind != ELEMENT_BLOCKQUOTE)
        return false;
    if (text[0] == PATCH_START)
        return begin_patch(c, quote, text, length);
    if ((c->options->features & PAGE_ALERTS) == 0 || length < 4 || memcmp(text, "[!", 2) != 0)
        return false;
    if (begin_alert(c, quote, text, length))
        return true;
    warn_of_alert(c, text, length);
    return false;
}
