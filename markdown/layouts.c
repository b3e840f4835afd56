/* SPDX-License-Identifier: MIT */
#include "markdown/layouts.h"

#include "markdown/elements.h"

#include <strings.h>

#define SECTION_HEAD "<ac:layout-section ac:type=\""
#define SECTION_END "</ac:layout-section>"
#define CELL_HEAD "<ac:layout-cell>"
#define CELL_END "</ac:layout-cell>"
#define SINGLE SECTION_HEAD "single\">" CELL_HEAD

static const struct layout_type {
    const char *name;
    size_t cells;
} TYPES[] = {
    { "single", 1 },
    { "two_equal", 2 },
    { "three_equal", 3 },
    { "two_left_sidebar", 2 },
    { "two_right_sidebar", 2 },
    { "three_with_sidebars", 3 },
};

static const struct layout_type *find_type(const char *name)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        if (strcasecmp(TYPES[i].name, name) == 0)
            return &TYPES[i];
    return NULL;
}

static bool refuse(struct conversion *c)
{
    c->layout.is_refused = true;
    return false;
}

bool layout_open(struct conversion *c, struct element_entry *quote, const char *type)
{
    const struct layout_type *known = type == NULL ? NULL : find_type(type);
    if (type != NULL && known == NULL) {
        conversion_warn(c, "CM-MACRO-03",
            "single, two_equal, two_left_sidebar, two_right_sidebar, three_equal or "
            "three_with_sidebars",
            type, "there is no layout `%.60s`; its cells are shown one below the other", type);
        return refuse(c);
    }
    for (const struct element_entry *entry = c->stack; entry < quote; entry++) {
        if (entry->kind == ELEMENT_NONE && !entry->is_html)
            continue;
        conversion_warn(c, "CM-MACRO-03", NULL, NULL,
            "a layout cannot lie in something else; its cells are shown one below the other");
        return refuse(c);
    }
    text_cut(c->out, quote->start);
    element_become(c, quote, ELEMENT_LAYOUT);
    c->layout = (struct layout){ .type = known == NULL ? 0 : (unsigned)(known - TYPES) + 1,
        .line = conversion_line(c) };
    return true;
}

bool layout_open_cell(struct conversion *c, struct element_entry *quote)
{
    if (quote == c->stack || quote[-1].kind != ELEMENT_LAYOUT) {
        if (!c->layout.is_refused)
            conversion_warn(
                c, "CM-MACRO-03", NULL, NULL, "a cell outside a layout; its content stays");
        return false;
    }
    text_cut(c->out, quote->start);
    element_become(c, quote, ELEMENT_LAYOUT_CELL);
    struct layout *layout = &c->layout;
    if (layout->count < LAYOUT_CELLS_MAX)
        layout->starts[layout->count] = quote->start;
    return true;
}

void layout_close_cell(struct conversion *c)
{
    struct layout *layout = &c->layout;
    if (layout->count < LAYOUT_CELLS_MAX)
        layout->ends[layout->count] = c->out->length;
    layout->count++;
}

/* Nothing but cells, as many as the type has. */
static bool is_sound(const struct conversion *c, size_t start, size_t cells)
{
    const struct layout *layout = &c->layout;
    if (layout->count != cells || layout->starts[0] != start)
        return false;
    for (size_t i = 1; i < cells; i++)
        if (layout->starts[i] != layout->ends[i - 1])
            return false;
    return layout->ends[cells - 1] == c->out->length;
}

static const struct layout_type *type_of(const struct layout *layout)
{
    if (layout->type > 0)
        return &TYPES[layout->type - 1];
    size_t cells = layout->count;
    return cells >= 1 && cells <= LAYOUT_CELLS_MAX ? &TYPES[cells - 1] : NULL;
}

static void put_cells(struct conversion *c, const struct layout *layout, const char *content)
{
    for (size_t i = 0; i < layout->count; i++) {
        PUT(c, CELL_HEAD);
        put(c, content + layout->starts[i] - layout->starts[0],
            layout->ends[i] - layout->starts[i]);
        if (layout->ends[i] == layout->starts[i])
            PUT(c, "<p />");
        PUT(c, CELL_END);
    }
}

void layout_close(struct conversion *c, const struct element_entry *entry)
{
    const struct layout *layout = &c->layout;
    const struct layout_type *type = type_of(layout);
    if (type == NULL || !is_sound(c, entry->start, type->cells)) {
        struct text message = text_new(200);
        text_add_format(&message,
            "a layout holds %zu cells and nothing else; they are shown one below the other",
            type == NULL ? (size_t)LAYOUT_CELLS_MAX : type->cells);
        struct page_warning warning = { .code = "CM-MACRO-03",
            .message = message.data,
            .help = "each cell stands between `:::cell` and `:::`",
            .line = layout->line };
        page_warn(c, &warning);
        text_free(&message);
        return;
    }
    size_t length = c->out->length - entry->start;
    char *content = memory_copy_part(c->out->data + entry->start, length);
    text_cut(c->out, entry->start);
    PUT(c, "\x03l\x04" SECTION_HEAD);
    put_string(c, type->name);
    PUT(c, "\">");
    put_cells(c, layout, content);
    PUT(c, SECTION_END "\x03m\x04");
    c->has_layout = true;
    c->has_patches = true;
    memory_free(&content);
}

static bool is_blank(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (data[i] != ' ' && data[i] != '\t' && data[i] != '\n')
            return false;
    return true;
}

/* What stands outside every section goes into one of its own. */
static void wrap(const struct layout_frame *frame, struct text *out)
{
    size_t length = out->length - frame->start;
    if (is_blank(out->data + frame->start, length)) {
        text_cut(out, frame->start);
        return;
    }
    char *content = memory_copy_part(out->data + frame->start, length);
    text_cut(out, frame->start);
    text_add_string(out, SINGLE);
    text_add(out, content, length);
    text_add_string(out, CELL_END SECTION_END);
    memory_free(&content);
}

void layout_begin(struct layout_frame *frame, struct text *out)
{
    text_add_string(out, "<ac:layout>");
    frame->start = out->length;
}

void layout_enter_section(struct layout_frame *frame, struct text *out)
{
    wrap(frame, out);
}

void layout_leave_section(struct layout_frame *frame, const struct text *out)
{
    frame->start = out->length;
}

void layout_end(struct layout_frame *frame, struct text *out)
{
    wrap(frame, out);
    text_add_string(out, "</ac:layout>");
}
