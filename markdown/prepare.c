/* SPDX-License-Identifier: MIT */
#include "markdown/prepare.h"

#include "base/memory.h"
#include "base/text.h"
#include "markdown/bounds.h"
#include "markdown/notes.h"
#include "markdown/page.h"
#include "markdown/preparation.h"
#include "markdown/tables.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

void *preparation_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    return memory_grow(items, *capacity, size);
}

void preparation_add_shift(struct prepared *prepared, size_t line, size_t file_line)
{
    prepared->shifts = preparation_grow(prepared->shifts, prepared->shift_count,
        &prepared->shift_capacity, sizeof *prepared->shifts);
    prepared->shifts[prepared->shift_count++] = (struct line_shift){ line, file_line };
}

/* Adds a line of our own; the lines behind it count one less. */
static void insert_line(struct preparation *p)
{
    text_add_char(&p->out, '\n');
    p->out_line++;
    preparation_add_shift(p->prepared, p->out_line + 1, p->file_line + 1);
}

static bool is_indent_left(const struct line *line)
{
    return line->at < line->end && (*line->at == ' ' || *line->at == '\t');
}

/* Takes up to `columns` columns of white space off the line. */
void preparation_dedent(struct line *line, size_t columns)
{
    while (columns > 0 && is_indent_left(line)) {
        size_t width = *line->at == '\t' ? TAB_COLUMNS : 1;
        line->indent -= width < line->indent ? width : line->indent;
        columns -= width < columns ? width : columns;
        line->at++;
    }
}

static void add_prefix(struct preparation *p, const struct container *container)
{
    if (container->kind == CONTAINER_PLAIN)
        return;
    for (size_t i = 0; i < container->indent; i++)
        text_add_char(&p->out, ' ');
    text_add(&p->out, "> ", 2);
}

static bool is_indented(const struct container *container)
{
    return container->kind == CONTAINER_INDENTED || container->kind == CONTAINER_DEFINITION;
}

/* The line goes on with the paragraph above it, though it is not indented. */
bool preparation_is_lazy(const struct preparation *p, const struct line *line)
{
    char fence;
    return !p->was_blank && !line->is_blank && strchr("#>|<-=*_~:!", *line->at) == NULL &&
           line_list_content(line) == 0 && line_opens_fence(line, &fence) == 0;
}

/* How many of the open containers the line still belongs to. */
static size_t count_continued(const struct preparation *p, const struct line *line)
{
    if (line->is_blank)
        return p->depth;
    size_t indent = line->indent;
    for (size_t i = 0; i < p->depth; i++) {
        const struct container *container = &p->containers[i];
        if (!is_indented(container))
            continue;
        if (indent < container->indent + TAB_COLUMNS) {
            bool goes_on = container->kind == CONTAINER_DEFINITION && p->was_text &&
                           i + 1 == p->depth && p->fence == '\0' && preparation_is_lazy(p, line);
            return goes_on ? p->depth : i;
        }
        indent -= container->indent + TAB_COLUMNS;
    }
    return p->depth;
}

void preparation_add_prefixes(struct preparation *p)
{
    for (size_t i = 0; i < p->depth; i++)
        add_prefix(p, &p->containers[i]);
}

/* A line of our own in front of the current one. */
void preparation_add_blank(struct preparation *p)
{
    preparation_add_prefixes(p);
    p->file_line--;
    insert_line(p);
    p->file_line++;
}

/* Ends the containers above `depth`; an empty line keeps what follows from joining them. */
void preparation_end_containers(struct preparation *p, size_t depth)
{
    p->list_depth = p->containers[depth].lists;
    p->was_definition = p->containers[depth].kind == CONTAINER_DEFINITION;
    p->depth = depth;
    p->is_note = false;
    if (p->fence != '\0' && p->fence_depth > depth)
        p->fence = '\0';
    preparation_add_blank(p);
}

static void take_off(struct line *line, const struct container *container)
{
    if (is_indented(container))
        preparation_dedent(line, container->indent + TAB_COLUMNS);
    else if (container->kind == CONTAINER_FENCED)
        preparation_dedent(line, container->indent);
}

/* Writes the prefixes of the open containers and takes their indentation off the line. */
static void enter_containers(struct preparation *p, struct line *line)
{
    for (size_t i = 0; i < p->depth; i++) {
        const struct container *container = &p->containers[i];
        add_prefix(p, container);
        take_off(line, container);
    }
}

static void add_rest(struct preparation *p, const struct line *line)
{
    text_add(&p->out, line->at, (size_t)(line->next - line->at));
    p->out_line++;
    p->was_blank = line->is_blank;
}

/* Where the content of the innermost list item that the line belongs to begins. */
size_t preparation_list_indent(struct preparation *p, const struct line *line)
{
    size_t base = p->depth == 0 ? 0 : p->containers[p->depth - 1].lists;
    while (!line->is_blank && p->list_depth > base && line->indent < p->lists[p->list_depth - 1])
        p->list_depth--;
    return p->list_depth <= base ? 0 : p->lists[p->list_depth - 1];
}

static void follow_list(struct preparation *p, const struct line *line)
{
    size_t content = line_list_content(line);
    if (content > 0 && p->list_depth < LISTS_MAX)
        p->lists[p->list_depth++] = content;
}

/* True when the line belongs to a code fence (or begins or ends one). */
static bool follow_fence(struct preparation *p, const struct line *line)
{
    if (p->fence != '\0') {
        if (line_closes_fence(line, p->fence, p->fence_length))
            p->fence = '\0';
        return true;
    }
    p->fence_length = line_opens_fence(line, &p->fence);
    p->fence_depth = p->depth;
    return p->fence_length > 0;
}

static void add_panel(struct preparation *p, const struct opener *opener, size_t indent)
{
    struct prepared *prepared = p->prepared;
    prepared->panels = preparation_grow(prepared->panels, prepared->panel_count,
        &prepared->panel_capacity, sizeof *prepared->panels);
    prepared->panels[prepared->panel_count] = opener_panel(opener, prepared->pool);
    struct container *container = &p->containers[p->depth++];
    *container = (struct container){
        .kind = opener->colons > 0 ? CONTAINER_FENCED : CONTAINER_INDENTED,
        .indent = indent,
        .colons = opener->colons,
        .lists = p->list_depth,
        .line = p->file_line,
    };
    add_prefix(p, container);
    text_add_format(&p->out, "%c%c%zu%c\n", 0x03, PATCH_PANEL, prepared->panel_count++, 0x04);
    p->out_line++;
    preparation_add_prefixes(p);
    insert_line(p);
    p->was_blank = true;
}

/* A line that opens a container we know, or passes through one that we do not. */
static bool open_container(struct preparation *p, struct line *line)
{
    struct opener opener;
    if (p->depth == CONTAINERS_MAX || !line_opens_panel(line, &opener) ||
        (opener.colons == 0 && (p->features & PAGE_ADMONITIONS) == 0))
        return false;
    unsigned feature = opener.colons == 0    ? PAGE_ADMONITIONS
                       : opener.is_any_macro ? PAGE_MACROS
                                             : PAGE_DIRECTIVES;
    if (opener.is_known && (p->features & feature) != 0) {
        add_panel(p, &opener, line->indent);
        p->fresh_line = opener.colons == 0 && opener.title_length == 0 ? p->file_line : 0;
        p->fresh_depth = p->depth;
        return true;
    }
    if ((p->features & PAGE_DIRECTIVES) != 0 && opener.colons > 0 && !opener.is_known &&
        p->prepared->unknown_line == 0)
        p->prepared->unknown_line = p->file_line + p->prepared->first_line;
    p->containers[p->depth++] =
        (struct container){ CONTAINER_PLAIN, line->indent, opener.colons, p->list_depth, 0 };
    return false;
}

/* `:::` ends the innermost container that was opened by as many colons. */
static bool close_container(struct preparation *p, const struct line *line)
{
    size_t colons = line_closes_panel(line);
    if (colons == 0 || p->depth == 0)
        return false;
    const struct container *top = &p->containers[p->depth - 1];
    if (is_indented(top) || top->colons != colons)
        return false;
    bool is_plain = top->kind == CONTAINER_PLAIN;
    p->list_depth = top->lists;
    p->depth--;
    if (is_plain)
        return false;
    preparation_add_prefixes(p);
    text_add_char(&p->out, '\n');
    p->out_line++;
    p->was_blank = true;
    return true;
}

/* Keeps of the line what stands outside of regions to be left out. */
static void keep_outside(struct preparation *p, const struct line *line, struct text *kept)
{
    const char *at = line->at;
    struct marker marker;
    while (line_find_marker(at, line->end, &marker)) {
        if (!p->is_ignoring)
            text_add(kept, at, (size_t)(marker.at - at));
        if (!p->is_ignoring && marker.is_start)
            p->ignored_line = p->file_line;
        p->is_ignoring = marker.is_start;
        at = marker.end;
    }
    if (!p->is_ignoring)
        text_add(kept, at, (size_t)(line->end - at));
}

/* True when nothing is left of the line, for it lies in a region that is to be left out. */
static bool follow_ignored(struct preparation *p, struct line *line)
{
    struct marker marker;
    if (!p->is_ignoring && !line_find_marker(line->at, line->end, &marker))
        return false;
    struct text kept = text_new((size_t)(line->end - line->at) + 2);
    keep_outside(p, line, &kept);
    bool is_blank = strspn(kept.data, " \t\r") == kept.length;
    if (is_blank) {
        text_add_char(&p->out, '\n');
        p->out_line++;
        p->was_blank = true;
    } else {
        text_add_char(&kept, '\n');
        const char *copy = memory_pool_copy(p->prepared->pool, kept.data, kept.length);
        *line = line_read(copy, copy + kept.length);
    }
    text_free(&kept);
    return is_blank;
}

/* A line that may be a term, or the end of one. */
static bool is_text(const struct line *line)
{
    return !line->is_blank && strchr("#>|<-=:!", *line->at) == NULL && line_list_content(line) == 0;
}

/* Notes what the line says about the next ones. */
static void follow_text(struct preparation *p, const struct line *line, bool is_code)
{
    struct line rest = *line;
    while (is_indent_left(&rest))
        preparation_dedent(&rest, 1);
    p->blanks = line->is_blank ? p->blanks + 1 : 0;
    if (!line->is_blank)
        p->was_text = !is_code && is_text(&rest);
}

/* `: text`: what stands behind the colon; NULL when it is no definition. */
static const char *definition_of(const struct preparation *p, const struct line *line)
{
    const char *at = line->at;
    while (at < line->end && *at == ' ')
        at++;
    bool can_be = p->was_definition || (p->was_text && p->blanks <= 1);
    if ((p->features & PAGE_DEFINITIONS) == 0 || !can_be || p->depth == CONTAINERS_MAX ||
        line->end - at < 3 || at[0] != ':' || (at[1] != ' ' && at[1] != '\t'))
        return NULL;
    at++;
    while (at < line->end && (*at == ' ' || *at == '\t'))
        at++;
    return at == line->end ? NULL : at;
}

/* The text behind the colon begins a quote; it stands on a line of its own. */
static bool open_definition(struct preparation *p, const struct line *line)
{
    const char *at = definition_of(p, line);
    if (at == NULL)
        return false;
    struct container *container = &p->containers[p->depth++];
    *container = (struct container){
        .kind = CONTAINER_DEFINITION, .indent = line->indent, .lists = p->list_depth
    };
    p->prepared->has_definitions = true;
    add_prefix(p, container);
    text_add_format(&p->out, "%c%c0%c\n", 0x03, PATCH_DEFINITION, 0x04);
    p->out_line++;
    preparation_add_blank(p);
    preparation_add_prefixes(p);
    struct line rest = { .at = at, .end = line->end, .next = line->next };
    (void)follow_fence(p, &rest);
    follow_list(p, &rest);
    follow_text(p, &rest, p->fence != '\0');
    add_rest(p, &rest);
    return true;
}

/* The first line behind an admonition's has to lie in it. */
static void check_fresh(struct preparation *p, size_t depth)
{
    if (p->fresh_line > 0 && depth < p->fresh_depth && p->prepared->empty_line == 0)
        p->prepared->empty_line = p->fresh_line + p->prepared->first_line;
    p->fresh_line = 0;
}

static void prepare_line(struct preparation *p, struct line *line)
{
    p->was_definition = false;
    size_t continued = count_continued(p, line);
    if (!line->is_blank)
        check_fresh(p, continued);
    if (continued < p->depth)
        preparation_end_containers(p, continued);
    struct line bare = *line;
    for (size_t i = 0; i < p->depth; i++)
        take_off(&bare, &p->containers[i]);
    bool is_code = bare.indent > preparation_list_indent(p, &bare) + 3;
    if (p->fence == '\0' && !is_code && close_container(p, &bare))
        return;
    bool is_apart = !is_code && (tables_interrupt(p, &bare) || bounds_end_paragraph(p, &bare));
    if (p->fence == '\0' && is_apart)
        preparation_add_blank(p);
    enter_containers(p, line);
    bool is_verbatim = is_code || follow_fence(p, &bare);
    if (!is_verbatim && open_definition(p, line))
        return;
    follow_text(p, &bare, is_verbatim);
    if (is_verbatim) {
        add_rest(p, line);
        return;
    }
    follow_list(p, &bare);
    if (open_container(p, line))
        return;
    tables_follow(p, line);
    if (bounds_add(p, line))
        line->at = line->end;
    add_rest(p, line);
}

/* True when the line belongs to a footnote, be it in a panel. */
static bool follow_note(struct preparation *p, const struct line *line)
{
    size_t continued = count_continued(p, line);
    size_t unused_length;
    /* A note is no text of the panel above it, which is indented. */
    if (continued < p->depth && line_defines_note(line, &unused_length) != NULL)
        preparation_end_containers(p, continued);
    if (p->fence != '\0' || continued < p->depth)
        return false;
    struct line bare = *line;
    for (size_t i = 0; i < p->depth; i++)
        take_off(&bare, &p->containers[i]);
    return notes_follow(p, &bare);
}

static void rewrite(struct preparation *p, const char *data)
{
    while (data < p->end) {
        struct line line = line_read(data, p->end);
        data = line.next;
        p->below = line.next;
        p->file_line++;
        if (p->has_regions && (p->is_ignoring || p->fence == '\0') && follow_ignored(p, &line))
            continue;
        if (follow_note(p, &line))
            continue;
        struct line whole = line;
        prepare_line(p, &line);
        p->above = whole;
        p->has_above = true;
    }
    for (size_t i = p->depth; i > 0; i--)
        if (p->containers[i - 1].kind == CONTAINER_FENCED)
            p->prepared->unclosed_line = p->containers[i - 1].line + p->prepared->first_line;
    check_fresh(p, 0);
    if (p->is_ignoring)
        p->prepared->ignored_line = p->ignored_line + p->prepared->first_line;
    notes_finish(p);
}

/* What may stand anywhere in a line: both have a colon. */
static bool has_inner_trigger(const char *data, const char *end, bool *has_regions)
{
    static const char WORD[] = "cmsync:ignore-";
    enum { BEFORE = sizeof "cmsync" - 1, BEHIND = sizeof WORD - 1 - BEFORE };
    bool is_swallowed = false;
    for (const char *at = data; at < end && (at = memchr(at, ':', (size_t)(end - at))) != NULL;
         at++) {
        if (bounds_swallows(data, at, end))
            is_swallowed = true;
        else if (end - at >= BEHIND && at - data >= BEFORE &&
                 memcmp(at - BEFORE, WORD, sizeof WORD - 1) == 0)
            *has_regions = true;
    }
    return is_swallowed || *has_regions;
}

static bool has_trigger(const char *data, const char *end, unsigned features)
{
    struct lines_above above = { NULL, NULL };
    const char *paragraph = data;
    while (data < end) {
        const char *at = data;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (at < end && !isalpha((unsigned char)*at) &&
            (line_may_trigger(at, end, features) ||
                (tables_may_begin(*at) && tables_may_trigger(&above, at, end))))
            return true;
        above = (struct lines_above){ data, above.last };
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline == NULL ? end : newline;
        if (at == line_end || *at == '\r')
            paragraph = line_end;
        else if (bounds_may_trigger((size_t)(line_end - paragraph), at, (size_t)(line_end - at)))
            return true;
        if (newline == NULL)
            return false;
        data = newline + 1;
    }
    return false;
}

struct prepared prepared_open(const char *data, size_t length, size_t first_line, unsigned features)
{
    struct prepared prepared = { .data = data, .length = length, .first_line = first_line };
    const char *end = data + length;
    bool has_regions = false;
    if (!has_inner_trigger(data, end, &has_regions) && !has_trigger(data, end, features))
        return prepared;
    prepared.pool = memory_pool_new();
    struct preparation *p = memory_new(sizeof *p);
    p->prepared = &prepared;
    p->out = text_new(SIZE_MAX / 2);
    p->notes = text_new(SIZE_MAX / 2);
    p->end = end;
    p->features = features;
    p->has_regions = has_regions;
    p->was_blank = true;
    rewrite(p, data);
    prepared.length = p->out.length;
    prepared.owned = text_take(&p->out);
    prepared.data = prepared.owned;
    text_free(&p->notes);
    memory_free(&p->note_shifts);
    memory_free(&p);
    return prepared;
}

void prepared_free(struct prepared *prepared)
{
    memory_free(&prepared->owned);
    memory_free(&prepared->shifts);
    memory_free(&prepared->panels);
    memory_free(&prepared->footnotes);
    memory_pool_free(&prepared->pool);
}

size_t prepared_line(const struct prepared *prepared, size_t line)
{
    size_t low = 0;
    size_t high = prepared->shift_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (prepared->shifts[middle].line <= line)
            low = middle + 1;
        else
            high = middle;
    }
    size_t at = line;
    if (low > 0)
        at = prepared->shifts[low - 1].file_line + (line - prepared->shifts[low - 1].line);
    return prepared->first_line + at;
}
