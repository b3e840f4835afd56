/* SPDX-License-Identifier: MIT */
/* What the processes say; below it the selected line as a whole. */
#include "base/memory.h"
#include "base/unicode.h"
#include "monitor/model.h"
#include "monitor/moment.h"
#include "monitor/strip.h"
#include "monitor/views.h"

#include <string.h>

enum { WORDS_LINES = 5, LINES_WITH_WORDS = 12 };

/* `text` over as many lines as there are. */
static void draw_wrapped(struct canvas *canvas, struct area area, const char *text)
{
    char *safe = unicode_printable(text);
    const char *rest = safe;
    for (int row = area.top; row < area.top + area.lines && *rest != '\0'; row++) {
        bool is_last = row + 1 == area.top + area.lines;
        size_t length = is_last ? strlen(rest) : unicode_fit(rest, (size_t)area.columns);
        char *part = memory_copy_part(rest, length == 0 ? 1 : length);
        canvas_put(canvas, row, area.left, area.columns, STYLE_PLAIN, part);
        rest += strlen(part);
        memory_free(&part);
    }
    memory_free(&safe);
}

static const char *level_word(char level)
{
    switch (level) {
    case 'E':
        return "error: somebody should look at it";
    case 'W':
        return "warning: it goes on, but not as it should";
    case 'D':
        return "detail";
    default:
        return "information";
    }
}

/* The selected line in words. */
static void draw_words(const struct model *model, struct canvas *canvas, struct area area,
    const struct journal_line *line)
{
    char when[MOMENT_BYTES];
    moment_print_when(line->at_ms, model->now_ms, when);
    char clock[MOMENT_BYTES];
    moment_print_clock(line->at_ms, clock);
    int row = area.top;
    canvas_put(canvas, row, area.left + 1, 8, STYLE_DIM, "level");
    canvas_put(canvas, row++, area.left + 10, area.columns, STYLE_PLAIN, level_word(line->level));
    canvas_put(canvas, row, area.left + 1, 8, STYLE_DIM, "from");
    canvas_print(canvas, row++, area.left + 10, STYLE_PLAIN, "%s at %s (%s)",
        journal_source(&model->journal, line), clock, when);
    canvas_put(canvas, row, area.left + 1, 8, STYLE_DIM, "says");
    draw_wrapped(canvas,
        (struct area){ .top = row,
            .left = area.left + 10,
            .lines = area.top + area.lines - row,
            .columns = area.columns - 11 },
        line->text);
}

/* Lines that are shown, the selected one so that what follows it is seen, too. */
static void draw_lines(struct model *model, struct canvas *canvas, struct area area)
{
    const struct journal *journal = &model->journal;
    size_t selected = journal_selected(journal);
    int below = 0;
    size_t last = selected;
    for (size_t i = selected + 1; i < journal->count && below < area.lines / 2; i++) {
        if (!journal_shows(journal, journal_line(journal, i)))
            continue;
        last = i;
        below++;
    }
    int row = area.top + area.lines - 1;
    for (size_t i = last + 1; i > 0 && selected < journal->count && row >= area.top; i--) {
        const struct journal_line *line = journal_line(journal, i - 1);
        if (!journal_shows(journal, line))
            continue;
        strip_draw_log_line(model, canvas, area, row, line);
        if (i - 1 == selected) {
            canvas_style_line(canvas, area, row, STYLE_SELECTED);
            canvas_put(canvas, row, area.left, 1, STYLE_SELECTED, ">");
            canvas->cursor_row = row;
            canvas->cursor_column = area.left;
        }
        row--;
    }
    if (selected == journal->count)
        canvas_put(canvas, area.top + 1, area.left + 4, area.columns - 4, STYLE_DIM,
            journal->count == 0
                ? "Nothing was said since this screen was opened."
                : "No line is like that. v: more levels, a: other sources, / filter.");
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    int words = area.lines >= LINES_WITH_WORDS ? WORDS_LINES : 0;
    struct area lines = area;
    lines.lines -= words > 0 ? words + 1 : 0;
    model->page_lines = lines.lines < 1 ? 1 : lines.lines;
    draw_lines(model, canvas, lines);
    if (words == 0)
        return;
    canvas_rule(canvas, lines.top + lines.lines);
    size_t selected = journal_selected(&model->journal);
    struct area below = area;
    below.top = lines.top + lines.lines + 1;
    below.lines = words;
    if (selected < model->journal.count)
        draw_words(model, canvas, below, journal_line(&model->journal, selected));
}

static void move(struct model *model, long lines)
{
    journal_move(&model->journal, lines);
}

static void print_state(struct model *model, struct text *out)
{
    const struct journal *journal = &model->journal;
    static const char *const names[] = {
        ['D'] = "all", ['I'] = "info", ['W'] = "warnings", ['E'] = "errors"
    };
    text_add_string(out, journal->cursor == 0 ? "[FOLLOWING]" : "[STANDING]");
    text_add_format(out, "  %s", names[(unsigned char)journal->level]);
    if (journal->source != 0)
        text_add_format(out, " from %s", journal->sources[journal->source - 1]);
    text_add_format(out, "  %zu/%zu", journal_shown(journal), journal->count);
    if (journal->filter != NULL && *journal->filter != '\0')
        text_add_format(out, "  filter: %s", journal->filter);
}

const struct view view_log = {
    .title = "Log",
    .draw = draw,
    .move = move,
    .print_state = print_state,
    .hints = "help follow filter level source copy back pause detach",
};
