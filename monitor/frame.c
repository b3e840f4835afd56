/* SPDX-License-Identifier: MIT */
#include "monitor/frame.h"

#include "monitor/view.h"

#include <stdio.h>
#include <string.h>

/* Below these the screen loses, in this order: log, tabs and rules, everything but the counts. */
enum { LINES_WITH_LOG = 20, LINES_WITH_RULES = 14, LINES_LEAST = 5, COLUMNS_LEAST = 30 };
enum { COLUMNS_WIDE = 60, BAR_COLUMNS = 24 };

static const struct {
    char key;
    const char *title;
    view_draw *draw;
} views[] = {
#define VIEW(name, key, title, draw) [MODEL_VIEW_##name] = { key, title, draw },
    VIEWS(VIEW)
#undef VIEW
};

enum { VIEW_COUNT = sizeof views / sizeof views[0] };

static const char *state_word(const struct model *model, enum style *style)
{
    *style = STYLE_BAD;
    switch (model->link) {
    case MODEL_LOOKING:
        *style = STYLE_DIM;
        return "[LOOKING]";
    case MODEL_LOST:
        *style = STYLE_BUSY;
        return "[NO ANSWER]";
    case MODEL_NOT_RUNNING:
        return "[NOT RUNNING]";
    case MODEL_ATTACHED:
        break;
    }
    *style = STYLE_BUSY;
    if (model->run.is_paused)
        return "[PAUSED]";
    if (!model->run.is_open)
        return "[WAITING]";
    *style = STYLE_GOOD;
    return "[RUNNING]";
}

static void draw_header(struct model *model, struct canvas *canvas)
{
    enum style style = STYLE_PLAIN;
    const char *word = state_word(model, &style);
    char counts[96] = "";
    size_t needing = rows_needing(&model->rows);
    if (model->rows.count > 0 || model->link == MODEL_ATTACHED)
        snprintf(counts, sizeof counts, "%zu file%s  %zu need%s you", model->rows.count,
            model->rows.count == 1 ? "" : "s", needing, needing == 1 ? "s" : "");
    int right = canvas->columns - (int)strlen(counts);
    int word_width = (int)strlen(word);
    bool is_wide = canvas->columns >= COLUMNS_WIDE;
    int place_room = right - word_width - 2 - (is_wide ? 9 : 1);
    int column = is_wide ? 1 : 0;
    if (is_wide)
        column += canvas_put(canvas, 0, column, 7, STYLE_BOLD, "cmsync ");
    column += canvas_put(canvas, 0, column, place_room, STYLE_BOLD, model->place);
    column += canvas_put(canvas, 0, column + 1, word_width, style, word) + 1;
    if (right > column)
        canvas_put(
            canvas, 0, right, canvas->columns, needing > 0 ? STYLE_BAD : STYLE_PLAIN, counts);
}

static void draw_tabs(struct model *model, struct canvas *canvas, int row)
{
    int column = 1;
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        bool is_shown = i == (size_t)model->view;
        column += canvas_print(canvas, row, column, is_shown ? STYLE_BOLD : STYLE_PLAIN,
                      is_shown ? "[%c %s]" : "%c %s", views[i].key, views[i].title) +
                  1;
    }
    if (model->rows.filter == NULL || *model->rows.filter == '\0')
        return;
    rows_show(&model->rows);
    canvas_print(canvas, row, column + 2, STYLE_BUSY, "filter: %s   %zu of %zu", model->rows.filter,
        model->rows.shown_count, model->rows.count);
}

/* `wait 01:23 (why)`, for what holds all uploads. */
static void print_gate(const struct model *model, struct text *out)
{
    const struct model_run *run = &model->run;
    if (run->is_paused)
        text_add_string(out, "  paused (p: go on)");
    if (run->is_open)
        return;
    int64_t left = (run->gate_until_ms - model->now_ms + 999) / 1000;
    if (run->gate_until_ms > 0 && left > 0)
        text_add_format(
            out, "  wait %02lld:%02lld", (long long)(left / 60), (long long)(left % 60));
    text_add_format(out, "  %s", run->gate);
}

static void draw_progress(struct model *model, struct canvas *canvas, int row)
{
    const struct model_run *run = &model->run;
    if (model->link != MODEL_ATTACHED) {
        canvas_put(canvas, row, 1, canvas->columns, STYLE_BUSY, "looking for the store again ...");
        return;
    }
    if (model->sync != MODEL_SYNC_CURRENT && model->rows.count == 0) {
        canvas_print(canvas, row, 1, STYLE_DIM, "loading %zu files", model->parts.count);
        return;
    }
    int64_t open = run->to_convert + run->to_upload;
    int64_t done = run->pages > open ? run->pages - open : 0;
    struct text line = text_new(2048);
    text_add_string(&line, "[");
    int filled = run->pages == 0 ? BAR_COLUMNS : (int)(done * BAR_COLUMNS / run->pages);
    for (int i = 0; i < BAR_COLUMNS; i++)
        text_add_char(&line, i < filled ? '#' : '-');
    text_add_format(&line, "] %lld of %lld in step", (long long)done, (long long)run->pages);
    print_gate(model, &line);
    if (run->to_convert > 0)
        text_add_format(&line, "  %lld to convert", (long long)run->to_convert);
    if (run->to_upload > 0)
        text_add_format(&line, "  %lld to send", (long long)run->to_upload);
    if (run->requests > 0)
        text_add_format(&line, "  %lld requests", (long long)run->requests);
    canvas_put(canvas, row, 1, canvas->columns - 1, open > 0 ? STYLE_BUSY : STYLE_PLAIN, line.data);
    text_free(&line);
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    if (model->focus == MODEL_FOCUS_FILTER) {
        int used = canvas_print(canvas, row, 0, STYLE_BOLD, "/%s", model->input);
        canvas->cursor_row = row;
        canvas->cursor_column = used;
    } else if (model->focus == MODEL_FOCUS_STOP) {
        canvas_put(canvas, row, 0, canvas->columns, STYLE_BAD,
            "Stop everything? Pages in flight are finished.  y yes   any other key: no");
    } else if (model->note[0] != '\0') {
        canvas_print(canvas, row, 0, STYLE_BOLD, " %s", model->note);
    } else if (model->link == MODEL_NOT_RUNNING) {
        canvas_put(canvas, row, 1, canvas->columns, STYLE_PLAIN, "s start  2 log  ? help  q leave");
    } else if (canvas->columns >= COLUMNS_WIDE + 10) {
        canvas_put(canvas, row, 1, canvas->columns, STYLE_PLAIN,
            "? help  / filter  p pause  r rescan  S stop  q leave (publishing goes on)");
    } else {
        canvas_put(canvas, row, 0, canvas->columns, STYLE_PLAIN, "?help /filter p:pause q:leave");
    }
}

/* Three lines in a window that has room for nothing else. */
static void draw_tiny(struct model *model, struct canvas *canvas)
{
    enum style style = STYLE_PLAIN;
    const char *word = state_word(model, &style);
    canvas_put(canvas, 0, 0, canvas->columns, style, word);
    canvas_print(canvas, 1, 0, STYLE_PLAIN, "%zu files, %zu need you", model->rows.count,
        rows_needing(&model->rows));
    canvas_put(canvas, 2, 0, canvas->columns, STYLE_PLAIN, "q leave");
}

static view_draw *what_to_draw(const struct model *model)
{
    if (model->focus == MODEL_FOCUS_HELP)
        return view_help_draw;
    if (model->view == MODEL_VIEW_FILES &&
        (model->link == MODEL_NOT_RUNNING || model->link == MODEL_LOOKING))
        return view_idle_draw;
    return views[model->view].draw;
}

void frame_draw(struct model *model, struct canvas *canvas)
{
    if (canvas->rows < LINES_LEAST || canvas->columns < COLUMNS_LEAST) {
        draw_tiny(model, canvas);
        return;
    }
    draw_header(model, canvas);
    struct area area = { .top = 1, .lines = canvas->rows - 2 };
    draw_footer(model, canvas, canvas->rows - 1);
    if (canvas->rows >= LINES_WITH_RULES) {
        draw_tabs(model, canvas, 1);
        canvas_rule(canvas, 2);
        canvas_rule(canvas, canvas->rows - 2);
        area = (struct area){ .top = 3, .lines = canvas->rows - 5 };
    }
    view_draw *draw = what_to_draw(model);
    if (draw == view_files_draw) {
        struct area strip = { .top = 0, .lines = canvas->rows >= LINES_WITH_LOG ? 2 : 0 };
        if (canvas->rows >= 2 * LINES_WITH_LOG)
            strip.lines = 6;
        area.lines -= strip.lines + 1;
        draw_progress(model, canvas, area.top + area.lines);
        strip.top = area.top + area.lines + 1;
        view_log_draw_strip(model, canvas, strip);
    }
    draw(model, canvas, area);
}
