/* SPDX-License-Identifier: MIT */
#include "monitor/strip.h"

#include <stdio.h>
#include <time.h>

enum { BAR_COLUMNS = 24, SOURCE_COLUMNS = 10 };

/* `wait 01:23 (why)`, for what holds all uploads. */
static void print_gate(const struct model *model, struct text *out)
{
    const struct model_run *run = &model->run;
    if (run->is_paused)
        text_add_string(out, "  paused");
    if (run->is_open)
        return;
    int64_t left = (run->gate_until_ms - model->now_ms + 999) / 1000;
    if (run->gate_until_ms > 0 && left > 0)
        text_add_format(
            out, "  wait %02lld:%02lld", (long long)(left / 60), (long long)(left % 60));
    text_add_format(out, "  %s", run->gate);
}

void strip_draw_progress(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct model_run *run = &model->run;
    int room = area.columns - 1;
    if (model->link != MODEL_ATTACHED) {
        canvas_put(
            canvas, area.top, area.left + 1, room, STYLE_BUSY, "looking for the store again ...");
        return;
    }
    const struct mirror *mirror = &model->mirror;
    if (mirror->state != MIRROR_CURRENT && mirror->rows.count == 0) {
        canvas_print(
            canvas, area.top, area.left + 1, STYLE_DIM, "loading %zu files", mirror->parts.count);
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
    canvas_put(
        canvas, area.top, area.left + 1, room, open > 0 ? STYLE_BUSY : STYLE_PLAIN, line.data);
    text_free(&line);
}

void strip_draw_log_line(const struct model *model, struct canvas *canvas, struct area area,
    int row, const struct journal_line *line)
{
    time_t seconds = (time_t)(line->at_ms / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    char clock[16];
    snprintf(clock, sizeof clock, "%02d:%02d:%02d %c", local.tm_hour % 100, local.tm_min % 100,
        local.tm_sec % 100, line->level);
    enum style style = line->level == 'E'   ? STYLE_BAD
                       : line->level == 'W' ? STYLE_BUSY
                       : line->level == 'D' ? STYLE_DIM
                                            : STYLE_PLAIN;
    int column = area.left + 1;
    column += canvas_put(canvas, row, column, 10, style, clock) + 1;
    canvas_put(
        canvas, row, column, SOURCE_COLUMNS, STYLE_DIM, journal_source(&model->journal, line));
    column += SOURCE_COLUMNS + 1;
    canvas_put(canvas, row, column, area.left + area.columns - column, style, line->text);
}

void strip_draw_log(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct journal *journal = &model->journal;
    size_t lines = area.lines < 0 ? 0 : (size_t)area.lines;
    size_t start = journal->count > lines ? journal->count - lines : 0;
    for (size_t i = start; i < journal->count; i++)
        strip_draw_log_line(
            model, canvas, area, area.top + (int)(i - start), journal_line(journal, i));
}
