/* SPDX-License-Identifier: MIT */
#include "converter/prepare.h"

#include "base/memory.h"
#include "base/text.h"
#include "converter/opener.h"
#include "converter/page.h"

#include <stdint.h>
#include <string.h>

enum { CONTAINERS_MAX = 24, LISTS_MAX = 32, TAB_COLUMNS = 4 };

enum container_kind {
    CONTAINER_INDENTED,
    CONTAINER_DEFINITION,
    CONTAINER_FENCED,
    CONTAINER_PLAIN,
};

struct container {
    enum container_kind kind;
    size_t indent;
    size_t colons; /* of a fenced one */
    size_t lists;  /* list items that were open around it */
    size_t line;   /* of the file */
};

struct preparation {
    struct prepared *prepared;
    struct text out;
    const char *end;
    size_t file_line; /* of the current line, from 1 in `data` */
    size_t out_line;
    unsigned features;
    struct container containers[CONTAINERS_MAX];
    size_t depth;
    size_t lists[LISTS_MAX]; /* where the content of open list items begins */
    size_t list_depth;
    char fence; /* '\0' outside */
    size_t fence_length;
    size_t fence_depth;
    bool was_blank;
    size_t blanks;       /* empty lines above */
    bool was_text;       /* the last line that was not empty may be a paragraph's */
    bool was_definition; /* a definition ended with the current line */
    bool is_ignoring;
    size_t ignored_line;
    struct line above; /* the line before */
    bool has_above;
    struct text notes; /* the footnotes' lines, as quotes */
    size_t note_lines;
    struct line_shift *note_shifts; /* lines counted within `notes` */
    size_t note_shift_count;
    size_t note_shift_capacity;
    bool is_note; /* the last definition goes on */
};

static void *grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    return memory_grow(items, *capacity, size);
}

static void add_shift(struct prepared *prepared, size_t line, size_t file_line)
{
    prepared->shifts = grow(prepared->shifts, prepared->shift_count, &prepared->shift_capacity,
        sizeof *prepared->shifts);
    prepared->shifts[prepared->shift_count++] = (struct line_shift){ line, file_line };
}

/* Adds a line of our own; the lines behind it count one less. */
static void insert_line(struct preparation *p)
{
    text_add_char(&p->out, '\n');
    p->out_line++;
    add_shift(p->prepared, p->out_line + 1, p->file_line + 1);
}

static bool is_indent_left(const struct line *line)
{
    return line->at < line->end && (*line->at == ' ' || *line->at == '\t');
}

/* Takes up to `columns` columns of white space off the line. */
static void dedent(struct line *line, size_t columns)
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
static bool is_lazy(const struct preparation *p, const struct line *line)
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
                           i + 1 == p->depth && p->fence == '\0' && is_lazy(p, line);
            return goes_on ? p->depth : i;
        }
        indent -= container->indent + TAB_COLUMNS;
    }
    return p->depth;
}

/* Ends the containers above `depth`; an empty line keeps what follows from joining them. */
static void end_containers(struct preparation *p, size_t depth)
{
    p->list_depth = p->containers[depth].lists;
    p->was_definition = p->containers[depth].kind == CONTAINER_DEFINITION;
    p->depth = depth;
    if (p->fence != '\0' && p->fence_depth > depth)
        p->fence = '\0';
    for (size_t i = 0; i < depth; i++)
        add_prefix(p, &p->containers[i]);
    p->file_line--;
    insert_line(p);
    p->file_line++;
}

static void take_off(struct line *line, const struct container *container)
{
    if (is_indented(container))
        dedent(line, container->indent + TAB_COLUMNS);
    else if (container->kind == CONTAINER_FENCED)
        dedent(line, container->indent);
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
static size_t list_indent(struct preparation *p, const struct line *line)
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
    prepared->panels = grow(prepared->panels, prepared->panel_count, &prepared->panel_capacity,
        sizeof *prepared->panels);
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
    for (size_t i = 0; i < p->depth; i++)
        add_prefix(p, &p->containers[i]);
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
        return true;
    }
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
    for (size_t i = 0; i < p->depth; i++)
        add_prefix(p, &p->containers[i]);
    text_add_char(&p->out, '\n');
    p->out_line++;
    p->was_blank = true;
    return true;
}

static void add_note_line(struct preparation *p, const char *at, const char *next)
{
    text_add(&p->notes, "> ", 2);
    text_add(&p->notes, at, (size_t)(next - at));
    if (next == at || next[-1] != '\n')
        text_add_char(&p->notes, '\n');
    p->note_lines++;
}

static void begin_note(
    struct preparation *p, const struct line *line, const char *name, size_t name_length)
{
    enum { HEAD_LINES = 3 };
    struct prepared *prepared = p->prepared;
    prepared->footnotes = grow(prepared->footnotes, prepared->footnote_count,
        &prepared->footnote_capacity, sizeof *prepared->footnotes);
    prepared->footnotes[prepared->footnote_count] =
        memory_pool_copy(prepared->pool, name, name_length);
    text_add_format(
        &p->notes, "\n> %c%c%zu%c\n>\n", 0x03, PATCH_FOOTNOTE, prepared->footnote_count++, 0x04);
    p->note_lines += HEAD_LINES;
    p->note_shifts =
        grow(p->note_shifts, p->note_shift_count, &p->note_shift_capacity, sizeof *p->note_shifts);
    p->note_shifts[p->note_shift_count++] = (struct line_shift){ p->note_lines + 1, p->file_line };
    const char *at = name + name_length + 2;
    while (at < line->end && (*at == ' ' || *at == '\t'))
        at++;
    add_note_line(p, at, line->next);
    p->is_note = true;
}

/* True when the line belongs to a footnote's definition; it leaves the text then. */
static bool follow_note(struct preparation *p, struct line *line)
{
    if ((p->features & PAGE_FOOTNOTES) == 0 || list_indent(p, line) > 0)
        return false;
    size_t name_length = 0;
    const char *name = line_defines_note(line, &name_length);
    if (name != NULL) {
        begin_note(p, line, name, name_length);
    } else if (p->is_note && (line->is_blank || line->indent >= TAB_COLUMNS || is_lazy(p, line))) {
        dedent(line, TAB_COLUMNS);
        add_note_line(p, line->at, line->next);
    } else {
        p->is_note = false;
        return false;
    }
    p->was_blank = line->is_blank;
    text_add_char(&p->out, '\n');
    p->out_line++;
    return true;
}

/* True when the line lies in a region that is to be left out. */
static bool follow_ignored(struct preparation *p, const struct line *line)
{
    bool was_ignoring = p->is_ignoring;
    if (!was_ignoring && line_is_comment(line, "cmsync:ignore-start")) {
        p->is_ignoring = true;
        p->ignored_line = p->file_line;
    }
    if (line_is_comment(line, "cmsync:ignore-end"))
        p->is_ignoring = false;
    if (!was_ignoring && !p->is_ignoring)
        return false;
    text_add_char(&p->out, '\n');
    p->out_line++;
    p->was_blank = true;
    return true;
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
        dedent(&rest, 1);
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
    for (size_t i = 0; i < p->depth; i++)
        add_prefix(p, &p->containers[i]);
    p->file_line--;
    insert_line(p);
    p->file_line++;
    for (size_t i = 0; i < p->depth; i++)
        add_prefix(p, &p->containers[i]);
    struct line rest = { .at = at, .end = line->end, .next = line->next };
    (void)follow_fence(p, &rest);
    follow_list(p, &rest);
    follow_text(p, &rest, p->fence != '\0');
    add_rest(p, &rest);
    return true;
}

/* The first pipe of a rule becomes text, and so the rule a line of the paragraph. */
static void escape_rule(struct preparation *p, struct line *line)
{
    const char *pipe = memchr(line->at, '|', (size_t)(line->end - line->at));
    text_add(&p->out, line->at, (size_t)(pipe - line->at));
    text_add_char(&p->out, '\\');
    line->at = pipe;
}

static void prepare_line(struct preparation *p, struct line *line)
{
    p->was_definition = false;
    size_t continued = count_continued(p, line);
    if (continued < p->depth)
        end_containers(p, continued);
    struct line bare = *line;
    for (size_t i = 0; i < p->depth; i++)
        take_off(&bare, &p->containers[i]);
    bool is_code = bare.indent > list_indent(p, &bare) + 3;
    if (p->fence == '\0' && !is_code && close_container(p, &bare))
        return;
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
    if (p->has_above && line_is_wrong_rule(line, &p->above))
        escape_rule(p, line);
    add_rest(p, line);
}

static void finish_notes(struct preparation *p)
{
    if (p->notes.length == 0)
        return;
    if (p->out.length > 0 && p->out.data[p->out.length - 1] != '\n')
        text_add_char(&p->out, '\n');
    if (p->depth > 0)
        end_containers(p, 0);
    if (p->fence != '\0') {
        for (size_t i = 0; i < p->fence_length; i++)
            text_add_char(&p->out, p->fence);
        text_add_char(&p->out, '\n');
        p->out_line++;
    }
    for (size_t i = 0; i < p->note_shift_count; i++)
        add_shift(p->prepared, p->out_line + p->note_shifts[i].line, p->note_shifts[i].file_line);
    text_add(&p->out, p->notes.data, p->notes.length);
}

static void rewrite(struct preparation *p, const char *data)
{
    while (data < p->end) {
        struct line line = line_read(data, p->end);
        data = line.next;
        p->file_line++;
        bool is_free = p->fence == '\0' && p->depth == 0;
        if ((p->is_ignoring || p->fence == '\0') && follow_ignored(p, &line))
            continue;
        if (is_free && follow_note(p, &line))
            continue;
        struct line whole = line;
        prepare_line(p, &line);
        p->above = whole;
        p->has_above = true;
    }
    for (size_t i = p->depth; i > 0; i--)
        if (p->containers[i - 1].kind == CONTAINER_FENCED)
            p->prepared->unclosed_line = p->containers[i - 1].line + p->prepared->first_line;
    if (p->is_ignoring)
        p->prepared->ignored_line = p->ignored_line + p->prepared->first_line;
    finish_notes(p);
}

static bool is_wrong_rule(const char *above, const char *at, const char *end)
{
    if (above == NULL || end - at < 2 || strchr("|->:", at[0]) == NULL ||
        strchr("|-: \t", at[1]) == NULL)
        return false;
    struct line line = line_read(at, end);
    struct line head = line_read(above, end);
    return line_is_wrong_rule(&line, &head);
}

static bool has_trigger(const char *data, const char *end, unsigned features)
{
    const char *above = NULL;
    while (data < end) {
        const char *at = data;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (at < end && (line_may_trigger(at, end, features) || is_wrong_rule(above, at, end)))
            return true;
        above = data;
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL)
            return false;
        data = newline + 1;
    }
    return false;
}

struct prepared prepared_open(const char *data, size_t length, size_t first_line, unsigned features)
{
    struct prepared prepared = { .data = data, .length = length, .first_line = first_line };
    if (!has_trigger(data, data + length, features))
        return prepared;
    prepared.pool = memory_pool_new();
    struct preparation *p = memory_new(sizeof *p);
    p->prepared = &prepared;
    p->out = text_new(SIZE_MAX / 2);
    p->notes = text_new(SIZE_MAX / 2);
    p->end = data + length;
    p->features = features;
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
