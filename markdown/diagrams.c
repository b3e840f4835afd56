/* SPDX-License-Identifier: MIT */
#include "markdown/diagrams.h"

#include "markdown/attachments.h"
#include "markdown/code.h"
#include "markdown/output.h"
#include "storage/escape.h"

#include <strings.h>

enum { REASON_BYTES = 1024 };

const char *diagram_language(const char *word, size_t length)
{
    static const struct {
        const char *word;
        const char *language;
    } LANGUAGES[] = { { "mermaid", "mermaid" }, { "plantuml", "plantuml" }, { "puml", "plantuml" },
        { "dot", "dot" }, { "graphviz", "dot" }, { "d2", "d2" } };
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof LANGUAGES[0]; i++)
        if (strlen(LANGUAGES[i].word) == length &&
            strncasecmp(LANGUAGES[i].word, word, length) == 0)
            return LANGUAGES[i].language;
    return NULL;
}

static void put_image(struct conversion *c, const char *language, const char *path)
{
    struct text title = text_new(PAGE_BODY_MAX_BYTES);
    struct reference reference = { .kind = REFERENCE_IMAGE,
        .line = conversion_line(c),
        .target = path,
        .name = attachment_name_of_diagram(c, path),
        .fallback = "\xE2\x9A\xA0 diagram not found" };
    size_t number = conversion_refer(c, &reference);
    PUT(c, "<p>");
    put_mark(c, false, number);
    PUT(c, "<ac:image ac:alt=\"");
    if (code_option(c->info.data, "title", &title) && title.length > 0) {
        put_attribute(c, title.data, title.length);
        PUT(c, "\" ac:title=\"");
        put_attribute(c, title.data, title.length);
    } else {
        put_string(c, language);
        PUT(c, " diagram");
    }
    PUT(c, "\"><ri:attachment ri:filename=\"");
    put_string_attribute(c, reference.name);
    PUT(c, "\" /></ac:image>");
    put_mark(c, true, number);
    PUT(c, "</p>");
    text_free(&title);
}

static const char *find_macro(const struct page_artist *artist, const char *language)
{
    size_t length = strlen(language);
    for (size_t i = 0; i < artist->macro_count; i++) {
        const char *entry = artist->macros[i];
        if (strncasecmp(entry, language, length) == 0 && entry[length] == '=')
            return entry + length + 1;
    }
    return NULL;
}

static void put_macro(struct conversion *c, const char *macro, const struct page_diagram *diagram)
{
    PUT(c, "<ac:structured-macro ac:name=\"");
    put_string_attribute(c, macro);
    PUT(c, "\"><ac:plain-text-body>");
    escape_cdata(c->out, diagram->source, diagram->length);
    PUT(c, "</ac:plain-text-body></ac:structured-macro>");
}

static void warn(struct conversion *c, enum page_drawn drawn, const struct page_diagram *diagram,
    const struct text *reason)
{
    if (drawn == PAGE_DRAWN_FAILED) {
        conversion_warn(c, "CM-DIAG-02", NULL, c->info.data,
            "the %s diagram could not be drawn: %s", diagram->language, reason->data);
        return;
    }
    struct text help = text_new(REASON_BYTES);
    text_add_format(&help,
        "set `diagrams.%s` in your own configuration to a command that draws it, or "
        "`diagrams.macros` to a macro that shows it",
        diagram->language);
    conversion_warn(c, "CM-DIAG-01", help.data, c->info.data, "the %s diagram is shown as code",
        diagram->language);
    text_free(&help);
}

bool diagram_put(struct conversion *c, const char *language)
{
    const struct page_artist *artist = c->options->artist;
    size_t length = c->out->length - c->code_start;
    char *source = memory_copy(c->out->data + c->code_start, length);
    const struct page_diagram diagram = { language, source, length };
    struct page_drawing drawing = { .reason = text_new(REASON_BYTES) };
    enum page_drawn drawn = artist->draw(&diagram, &drawing, artist->context);
    const char *macro = find_macro(artist, language);
    bool is_put = drawn == PAGE_DRAWN || macro != NULL;
    if (is_put)
        text_cut(c->out, c->code_start);
    if (drawn == PAGE_DRAWN)
        put_image(c, language, drawing.path);
    else if (macro != NULL)
        put_macro(c, macro, &diagram);
    if (drawn == PAGE_DRAWN_FAILED || !is_put)
        warn(c, drawn, &diagram, &drawing.reason);
    text_free(&drawing.reason);
    memory_free(&source);
    return is_put;
}
