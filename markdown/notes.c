/* SPDX-License-Identifier: MIT */
#include "markdown/notes.h"

#include "base/memory.h"
#include "markdown/page.h"
#include "markdown/preparation.h"

#include <stdint.h>
#include <string.h>

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
    prepared->footnotes = preparation_grow(prepared->footnotes, prepared->footnote_count,
        &prepared->footnote_capacity, sizeof *prepared->footnotes);
    prepared->footnotes[prepared->footnote_count] =
        (struct note){ memory_pool_copy(prepared->pool, name, name_length),
            p->file_line + prepared->first_line };
    text_add_format(
        &p->notes, "\n> %c%c%zu%c\n>\n", 0x03, PATCH_FOOTNOTE, prepared->footnote_count++, 0x04);
    p->note_lines += HEAD_LINES;
    p->note_shifts = preparation_grow(
        p->note_shifts, p->note_shift_count, &p->note_shift_capacity, sizeof *p->note_shifts);
    p->note_shifts[p->note_shift_count++] = (struct line_shift){ p->note_lines + 1, p->file_line };
    const char *at = name + name_length + 2;
    while (at < line->end && (*at == ' ' || *at == '\t'))
        at++;
    add_note_line(p, at, line->next);
    p->is_note = true;
}

/* Takes up to `most` quote marks off the line; how many there were. */
static size_t take_quotes(struct line *line, size_t most)
{
    size_t quotes = 0;
    while (quotes < most && !line->is_blank && line->indent < TAB_COLUMNS) {
        const char *at = line->at + line->indent;
        if (*at != '>')
            break;
        at++;
        at += at < line->end && *at == ' ';
        *line = line_from(line, at);
        quotes++;
    }
    return quotes;
}

/* The line above goes on with the note; what stands in the same quotes, that is. */
static bool goes_on(const struct preparation *p, const struct line *line, size_t quotes)
{
    if (!p->is_note || quotes != p->note_quotes)
        return false;
    return line->is_blank || line->indent >= TAB_COLUMNS || preparation_is_lazy(p, line);
}

bool notes_follow(struct preparation *p, const struct line *line)
{
    if ((p->features & PAGE_FOOTNOTES) == 0)
        return false;
    size_t indent = preparation_list_indent(p, line);
    struct line rest = *line;
    preparation_dedent(&rest, indent);
    size_t quotes = take_quotes(&rest, SIZE_MAX);
    size_t name_length = 0;
    const char *name = line_defines_note(&rest, &name_length);
    if (name == NULL && p->is_note) {
        rest = *line;
        preparation_dedent(&rest, p->note_indent);
        quotes = take_quotes(&rest, p->note_quotes);
    }
    if (name != NULL) {
        begin_note(p, &rest, name, name_length);
        p->note_quotes = quotes;
        p->note_indent = indent;
    } else if (goes_on(p, &rest, quotes)) {
        preparation_dedent(&rest, TAB_COLUMNS);
        add_note_line(p, rest.at, rest.next);
    } else {
        p->is_note = false;
        return false;
    }
    p->was_blank = rest.is_blank;
    preparation_add_prefixes(p);
    for (; quotes > 0; quotes--)
        text_add_char(&p->out, '>');
    text_add_char(&p->out, '\n');
    p->out_line++;
    return true;
}

void notes_finish(struct preparation *p)
{
    if (p->notes.length == 0)
        return;
    if (p->out.length > 0 && p->out.data[p->out.length - 1] != '\n')
        text_add_char(&p->out, '\n');
    if (p->depth > 0)
        preparation_end_containers(p, 0);
    if (p->fence != '\0') {
        for (size_t i = 0; i < p->fence_length; i++)
            text_add_char(&p->out, p->fence);
        text_add_char(&p->out, '\n');
        p->out_line++;
    }
    for (size_t i = 0; i < p->note_shift_count; i++)
        preparation_add_shift(
            p->prepared, p->out_line + p->note_shifts[i].line, p->note_shifts[i].file_line);
    text_add(&p->out, p->notes.data, p->notes.length);
}
