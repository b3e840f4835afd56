/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"
#include "monitor/strip.h"
#include "monitor/views.h"

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct journal *journal = &model->journal;
    model->page_lines = area.lines < 2 ? 1 : area.lines - 1;
    size_t selected = journal_selected(journal);
    int row = area.top + model->page_lines - 1;
    for (size_t i = selected + 1; i > 0 && selected < journal->count && row >= area.top; i--) {
        const struct journal_line *line = journal_line(journal, i - 1);
        if (!journal_shows(journal, line))
            continue;
        strip_draw_log_line(model, canvas, area, row, line);
        row--;
    }
    canvas_print(canvas, area.top + area.lines - 1, 1, STYLE_DIM, "%zu lines%s", journal->count,
        journal->cursor == 0 ? ", following" : ", G to follow");
}

static void move(struct model *model, long lines)
{
    journal_move(&model->journal, lines);
}

const struct view view_log = {
    .title = "Log",
    .draw = draw,
    .move = move,
    .hints = "help filter pause detach",
};
