/* SPDX-License-Identifier: MIT */
#include "monitor/view.h"

#include <stdio.h>
#include <time.h>

static void draw_line(struct canvas *canvas, int row, const struct model_line *line)
{
    time_t seconds = (time_t)(line->at_ms / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    char clock[16];
    snprintf(clock, sizeof clock, "%02d:%02d:%02d %c", local.tm_hour % 100, local.tm_min % 100,
        local.tm_sec % 100, line->letter);
    enum style style = line->letter == 'E'   ? STYLE_BAD
                       : line->letter == 'W' ? STYLE_BUSY
                       : line->letter == 'D' ? STYLE_DIM
                                             : STYLE_PLAIN;
    int used = canvas_put(canvas, row, 1, 10, style, clock);
    canvas_put(canvas, row, 2 + used, canvas->columns, style, line->text);
}

/* `lines` lines whose last is `back` lines before the newest. */
static void draw_lines(struct model *model, struct canvas *canvas, struct area area, size_t back)
{
    size_t lines = area.lines < 0 ? 0 : (size_t)area.lines;
    size_t end = model->line_count > back ? model->line_count - back : 0;
    size_t start = end > lines ? end - lines : 0;
    for (size_t i = start; i < end; i++)
        draw_line(canvas, area.top + (int)(i - start), model_line(model, i));
}

void view_log_draw(struct model *model, struct canvas *canvas, struct area area)
{
    model->page_lines = area.lines < 2 ? 1 : area.lines - 1;
    struct area lines = { .top = area.top, .lines = area.lines - 1 };
    size_t furthest = model->line_count > (size_t)model->page_lines
                          ? model->line_count - (size_t)model->page_lines
                          : 0;
    if (model->log_back > furthest)
        model->log_back = furthest;
    draw_lines(model, canvas, lines, model->log_back);
    canvas_print(canvas, area.top + area.lines - 1, 1, STYLE_DIM, "%zu lines%s", model->line_count,
        model->log_back == 0 ? ", following" : ", G to follow");
}

void view_log_draw_strip(struct model *model, struct canvas *canvas, struct area area)
{
    draw_lines(model, canvas, area, 0);
}
