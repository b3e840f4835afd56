/* SPDX-License-Identifier: MIT */
#include "markdown/footnotes.h"

#include "markdown/elements.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 100 };

struct footnote {
    size_t number; /* by first use, from 1; 0 not used */
    size_t uses;
    size_t start; /* of its content in the output; both 0 when it has none */
    size_t end;
};

struct footnotes {
    struct footnote *items;
    size_t count;
    size_t *order; /* items by number */
    size_t used;
    size_t first_start; /* where the definitions begin in the output */
    bool has_content;
    struct slugs *names;
};

struct footnotes *footnotes_new(void)
{
    return memory_new(sizeof(struct footnotes));
}

void footnotes_free(struct footnotes **footnotes)
{
    if (*footnotes == NULL)
        return;
    memory_free(&(*footnotes)->items);
    memory_free(&(*footnotes)->order);
    slugs_free(&(*footnotes)->names);
    memory_free(footnotes);
}

void footnotes_define(struct conversion *c)
{
    const struct prepared *prepared = c->prepared;
    struct footnotes *notes = c->footnotes;
    if (prepared->footnote_count == 0)
        return;
    notes->count = prepared->footnote_count;
    notes->items = memory_new_array(notes->count, sizeof *notes->items);
    notes->order = memory_new_array(notes->count, sizeof *notes->order);
    notes->names = slugs_new(c->page->pool);
    for (size_t i = 0; i < notes->count; i++) {
        struct slug_entry *entry = slugs_entry(notes->names, prepared->footnotes[i].name);
        if (entry->count == 0)
            entry->count = i + 1;
    }
}

/* The dots keep the names apart from the fragments of headings: `## Footnote 1` has none. */
static void put_anchor(struct conversion *c, const char *prefix, size_t number, size_t use)
{
    char macro[200];
    int length = snprintf(macro, sizeof macro,
        "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">%s.%zu%s%.0zu"
        "</ac:parameter></ac:structured-macro>",
        prefix, number, use > 1 ? "." : "", use > 1 ? use : 0);
    put(c, macro, (size_t)length);
}

static void put_link(
    struct conversion *c, const char *prefix, size_t number, size_t use, const char *text)
{
    char link[200];
    int length = snprintf(link, sizeof link,
        "<ac:link ac:anchor=\"%s.%zu%s%.0zu\"><ac:link-body>%s</ac:link-body></ac:link>", prefix,
        number, use > 1 ? "." : "", use > 1 ? use : 0, text);
    put(c, link, (size_t)length);
}

bool footnote_put(struct conversion *c, const char *name, size_t length)
{
    struct footnotes *notes = c->footnotes;
    char key[NAME_MAX_BYTES + 1];
    if (notes->count == 0 || length == 0 || length > NAME_MAX_BYTES)
        return false;
    memcpy(key, name, length);
    key[length] = '\0';
    const struct slug_entry *entry = slugs_find(notes->names, key);
    if (entry == NULL)
        return false;
    struct footnote *note = &notes->items[entry->count - 1];
    if (note->number == 0) {
        notes->order[notes->used++] = entry->count - 1;
        note->number = notes->used;
    }
    char text[24];
    snprintf(text, sizeof text, "%zu", note->number);
    PUT(c, "<sup>");
    if (c->link_depth > 0) {
        put_string(c, text);
    } else {
        put_anchor(c, "footnote-ref", note->number, ++note->uses);
        put_link(c, "footnote", note->number, 1, text);
    }
    PUT(c, "</sup>");
    return true;
}

void footnote_end(struct conversion *c, const struct element_entry *entry)
{
    struct footnotes *notes = c->footnotes;
    struct footnote *note = &notes->items[entry->number];
    if (!notes->has_content) {
        notes->has_content = true;
        notes->first_start = entry->start;
    }
    note->start = entry->start;
    note->end = c->out->length;
}

/* The ways back, told apart where there are several. */
static void put_ways_back(struct conversion *c, const struct footnote *note)
{
    enum { WAYS_MAX = 100 };
    for (size_t use = 1; use <= note->uses && use <= WAYS_MAX; use++) {
        char text[40];
        snprintf(text, sizeof text, use == 1 ? "\xE2\x86\xA9" : "\xE2\x86\xA9<sup>%zu</sup>", use);
        if (use > 1)
            PUT(c, " ");
        put_link(c, "footnote-ref", note->number, use, text);
    }
}

/* Behind the last paragraph's text, as readers expect it; else behind everything. */
static void put_item(struct conversion *c, const struct footnote *note, const char *content)
{
    size_t length = note->end - note->start;
    bool ends_in_paragraph = length > 4 && memcmp(content + length - 4, "</p>", 4) == 0;
    PUT(c, "<li>");
    put_anchor(c, "footnote", note->number, 1);
    put(c, content, ends_in_paragraph ? length - 4 : length);
    if (note->uses > 0 && !ends_in_paragraph)
        PUT(c, "<p>");
    else if (note->uses > 0)
        PUT(c, " ");
    put_ways_back(c, note);
    if (note->uses > 0 || ends_in_paragraph)
        PUT(c, "</p>");
    PUT(c, "</li>");
}

static void warn_of_unused(struct conversion *c, const struct note *definition, bool is_again)
{
    char message[NAME_MAX_BYTES + 100];
    char near[NAME_MAX_BYTES + 8];
    snprintf(near, sizeof near, "[^%s]", definition->name);
    snprintf(message, sizeof message,
        is_again ? "the footnote `%s` is there already; this one is left out"
                 : "nothing points to the footnote `%s`; it is left out",
        near);
    page_warn_near(c,
        &(struct page_warning){ .code = "CM-NOTE-02",
            .message = message,
            .help = is_again ? "give it a name of its own" : "point to it in the text",
            .line = definition->line },
        near);
}

/* What does not get onto the page. */
static void check_use(struct conversion *c)
{
    const struct footnotes *notes = c->footnotes;
    for (size_t i = 0; i < notes->count; i++) {
        const struct note *definition = &c->prepared->footnotes[i];
        bool is_again = slugs_find(notes->names, definition->name)->count != i + 1;
        if (is_again || notes->items[i].number == 0)
            warn_of_unused(c, definition, is_again);
    }
}

void footnotes_finish(struct conversion *c)
{
    struct footnotes *notes = c->footnotes;
    if (notes->count > 0)
        check_use(c);
    if (!notes->has_content)
        return;
    size_t length = c->out->length - notes->first_start;
    char *content = memory_copy(c->out->data + notes->first_start, length);
    text_cut(c->out, notes->first_start);
    if (notes->used > 0)
        PUT(c, "<hr /><ol>");
    for (size_t i = 0; i < notes->used; i++) {
        const struct footnote *note = &notes->items[notes->order[i]];
        /* A definition that an unclosed comment has swallowed has no content. */
        size_t offset = note->end == 0 ? 0 : note->start - notes->first_start;
        put_item(c, note, content + offset);
    }
    if (notes->used > 0)
        PUT(c, "</ol>");
    memory_free(&content);
}
