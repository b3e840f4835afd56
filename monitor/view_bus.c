/* SPDX-License-Identifier: MIT */
/* What the processes tell each other, as it happens, and one message of it in full. */
#include "monitor/act.h"
#include "monitor/model.h"
#include "monitor/views.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LINES_WITH_DETAIL = 12, LINES_WITH_MORE = 18, CLOCK_COLUMNS = 9 };

static void draw_line(
    struct canvas *canvas, struct area area, int row, const struct tap_message *message)
{
    time_t seconds = (time_t)(message->at_ms / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    char clock[16];
    strftime(clock, sizeof clock, "%H:%M:%S", &local);
    canvas_put(canvas, row, area.left + 1, CLOCK_COLUMNS, STYLE_DIM, clock);
    canvas_put(canvas, row, area.left + 1 + CLOCK_COLUMNS, area.columns - 1 - CLOCK_COLUMNS,
        STYLE_PLAIN, message->line);
}

/* The newest that is to be seen stands at the bottom. */
static void draw_list(struct model *model, struct canvas *canvas, struct area area)
{
    const struct tap *tap = &model->tap;
    model->page_lines = area.lines < 1 ? 1 : area.lines;
    size_t selected = tap_selected(tap);
    int row = area.top + area.lines - 1;
    size_t shown = tap_count_shown(tap);
    if (shown < (size_t)area.lines)
        row = area.top + (int)shown - 1;
    /* As many newer ones below the selected one as there are, up to half of the screen. */
    size_t last = selected;
    int below = 0;
    for (size_t i = selected + 1; i < tap->count && below < area.lines / 2; i++) {
        if (!tap_shows(tap, tap_message(tap, i)))
            continue;
        last = i;
        below++;
    }
    for (size_t i = last + 1; i > 0 && selected < tap->count && row >= area.top; i--) {
        if (!tap_shows(tap, tap_message(tap, i - 1)))
            continue;
        draw_line(canvas, area, row, tap_message(tap, i - 1));
        if (i - 1 == selected) {
            canvas_style_line(canvas, area, row, STYLE_SELECTED);
            canvas_put(canvas, row, area.left, 1, STYLE_SELECTED, ">");
            canvas->cursor_row = row;
            canvas->cursor_column = area.left;
        }
        row--;
    }
}

static void draw_fields(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct tap *tap = &model->tap;
    size_t selected = tap_selected(tap);
    canvas_rule(canvas, area.top);
    if (selected == tap->count)
        return;
    int row = area.top + 1;
    for (const char *field = tap_message(tap, selected)->fields;
         *field != '\0' && row < area.top + area.lines; row++) {
        size_t length = strcspn(field, "\n");
        char *part = memory_copy_part(field, length);
        canvas_put(canvas, row, area.left + 1, area.columns - 1, STYLE_PLAIN, part);
        memory_free(&part);
        field += length + (field[length] == '\n');
    }
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    struct area list = area;
    int detail = area.lines >= LINES_WITH_MORE ? 9 : area.lines >= LINES_WITH_DETAIL ? 7 : 0;
    list.lines -= detail;
    draw_list(model, canvas, list);
    if (model->tap.count == 0)
        canvas_put(canvas, area.top + 1, area.left + 4, area.columns - 4, STYLE_DIM,
            model->link == MODEL_ATTACHED ? "Nothing was said since this screen was opened."
                                          : "Nothing is running, so nothing is said.");
    if (detail > 0) {
        area.top += list.lines;
        area.lines = detail;
        draw_fields(model, canvas, area);
    }
}

static void move(struct model *model, long lines)
{
    tap_move(&model->tap, lines);
}

static void open_tap(struct model *model)
{
    model->tap.is_open = true;
}

static void print_state(struct model *model, struct text *out)
{
    const struct tap *tap = &model->tap;
    if (tap->filter != NULL)
        text_add_format(
            out, "filter: %s  %zu of %zu  ", tap->filter, tap_count_shown(tap), tap->count);
    if (tap->is_held)
        text_add_format(out, "[HELD: %zu passed by]", tap->missed);
    else
        text_add_string(out, tap->cursor == 0 ? "[FOLLOWING]" : "[G follows]");
}

void act_show_bus(struct model *model, const char *argument)
{
    (void)argument;
    model_show(model, MODEL_VIEW_BUS);
}

void act_hold(struct model *model, const char *argument)
{
    (void)argument;
    struct tap *tap = &model->tap;
    tap->is_held = !tap->is_held;
    if (!tap->is_held && tap->missed > 0)
        model_set_note(
            model, "%zu message%s passed by meanwhile", tap->missed, tap->missed == 1 ? "" : "s");
    tap->missed = 0;
}

const struct view view_bus = {
    .title = "Bus",
    .draw = draw,
    .move = move,
    .open = open_tap,
    .print_state = print_state,
    .hints = "help filter hold bottom palette detach",
};
