/* SPDX-License-Identifier: MIT */
#include "monitor/strip.h"

#include "monitor/moment.h"

#include <stdio.h>

enum { BAR_COLUMNS = 24, BAR_LEAST = 10, BAR_MOST = 48, SOURCE_COLUMNS = 10, LABEL_COLUMNS = 13 };

/* How many of a whole are done. */
struct share {
    int64_t done;
    int64_t all;
};

static struct share pages_of(const struct model *model)
{
    const struct model_run *run = &model->run;
    int64_t open = run->to_convert + run->to_upload;
    return (struct share){ .done = run->pages > open ? run->pages - open : 0, .all = run->pages };
}

static void print_bar(struct share share, int columns, struct text *out)
{
    int filled = share.all <= 0 ? columns : (int)(share.done * columns / share.all);
    text_add_string(out, "[");
    for (int i = 0; i < columns; i++)
        text_add_char(out, i < filled ? '#' : '-');
    text_add_string(out, "]");
}

/* `01:23 (why)`, for what holds all uploads; "" when nothing does. */
static void print_gate(const struct model *model, struct text *out)
{
    const struct model_run *run = &model->run;
    if (run->is_paused) {
        text_add_string(out, "paused");
        return;
    }
    if (run->is_open)
        return;
    int64_t left_ms = run->gate_until_ms - model->now_ms;
    char left[MOMENT_BYTES];
    moment_print_duration(left_ms, left);
    if (run->gate_until_ms > 0 && left_ms > 0)
        text_add_format(out, "wait %s  ", left);
    text_add_string(out, run->gate);
}

/* What there is to say instead of progress; false when there is progress. */
static bool draw_no_progress(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct mirror *mirror = &model->mirror;
    if (model->link != MODEL_ATTACHED)
        canvas_put(canvas, area.top, area.left + 1, area.columns - 1, STYLE_BUSY,
            model->link == MODEL_NOT_RUNNING ? "nothing is running"
            : model->link == MODEL_FOREIGN   ? "what runs is of another version of cmsync"
                                             : "looking for the store again ...");
    else if (mirror->state != MIRROR_CURRENT && mirror->rows.count == 0)
        canvas_print(
            canvas, area.top, area.left + 1, STYLE_DIM, "loading %zu files", mirror->parts.count);
    else
        return false;
    return true;
}

void strip_draw_progress(const struct model *model, struct canvas *canvas, struct area area)
{
    if (draw_no_progress(model, canvas, area))
        return;
    const struct model_run *run = &model->run;
    struct share pages = pages_of(model);
    struct text line = text_new(2048);
    bool is_busy = pages.done < pages.all;
    if (is_busy) {
        print_bar(pages, area.columns < 70 ? BAR_LEAST : BAR_COLUMNS, &line);
        text_add_format(&line, " %lld of %lld pages", (long long)pages.done, (long long)pages.all);
    } else {
        text_add_format(
            &line, "all %lld page%s in step", (long long)pages.all, pages.all == 1 ? "" : "s");
    }
    text_add_string(&line, "   ");
    print_gate(model, &line);
    int64_t least_ms = 0;
    int64_t most_ms = 0;
    if (is_busy && pulse_left(&model->pulse, model->now_ms, &least_ms, &most_ms)) {
        char most[MOMENT_BYTES];
        moment_print_span(most_ms + 60000, most);
        text_add_format(&line, "   ~%s left", most);
    }
    if (run->failed > 0)
        text_add_format(&line, "   %lld failed", (long long)run->failed);
    canvas_put(canvas, area.top, area.left + 1, area.columns - 1,
        is_busy || !run->is_open ? STYLE_BUSY : STYLE_PLAIN, line.data);
    text_free(&line);
}

/* ---------------------------------------------------------------- in four lines */

static void draw_share(
    struct canvas *canvas, struct area area, int row, const char *label, struct share share)
{
    struct text line = text_new(512);
    int columns = area.columns - LABEL_COLUMNS - 30;
    print_bar(share,
        columns < BAR_LEAST  ? BAR_LEAST
        : columns > BAR_MOST ? BAR_MOST
                             : columns,
        &line);
    int64_t percent = share.all <= 0 ? 100 : share.done * 100 / share.all;
    text_add_format(&line, "  %lld of %lld  %3lld %%", (long long)share.done, (long long)share.all,
        (long long)percent);
    canvas_put(canvas, row, area.left, LABEL_COLUMNS - 1, STYLE_DIM, label);
    canvas_put(canvas, row, area.left + LABEL_COLUMNS, area.columns - LABEL_COLUMNS,
        share.done < share.all ? STYLE_BUSY : STYLE_PLAIN, line.data);
    text_free(&line);
}

static void draw_labelled(
    struct canvas *canvas, struct area area, int row, const char *label, const struct text *line)
{
    canvas_put(canvas, row, area.left, LABEL_COLUMNS - 1, STYLE_DIM, label);
    canvas_put(canvas, row, area.left + LABEL_COLUMNS, area.columns - LABEL_COLUMNS, STYLE_PLAIN,
        line->data);
}

static void print_waits(const struct model *model, struct text *out)
{
    const struct pulse *pulse = &model->pulse;
    print_gate(model, out);
    if (out->length == 0)
        text_add_string(out, "no");
    int64_t waited_ms = pulse->waited_ms;
    if (pulse->wait_since_ms > 0)
        waited_ms += model->now_ms - pulse->wait_since_ms;
    char total[MOMENT_BYTES];
    moment_print_duration(waited_ms, total);
    if (pulse->waits > 0)
        text_add_format(out, "   (%lld wait%s seen, %s in total)", (long long)pulse->waits,
            pulse->waits == 1 ? "" : "s", total);
}

static void print_rate(const struct model *model, struct text *out)
{
    int64_t tenths = pulse_rate_tenths(&model->pulse, model->now_ms);
    if (tenths >= 0)
        text_add_format(out, "%lld.%lld requests a second   ", (long long)(tenths / 10),
            (long long)(tenths % 10));
    text_add_format(out, "%lld in this run", (long long)model->run.requests);
    int64_t least_ms = 0;
    int64_t most_ms = 0;
    if (!pulse_left(&model->pulse, model->now_ms, &least_ms, &most_ms))
        return;
    char least[MOMENT_BYTES];
    char most[MOMENT_BYTES];
    moment_print_span(least_ms, least);
    moment_print_span(most_ms + 60000, most);
    text_add_format(out, "   about %s to %s left", least, most);
}

void strip_draw_progress_lines(const struct model *model, struct canvas *canvas, struct area area)
{
    if (area.lines < 1 || draw_no_progress(model, canvas, area))
        return;
    int row = area.top;
    int end = area.top + area.lines;
    draw_share(canvas, area, row++, "pages", pages_of(model));
    const struct message_activity_known *known = &model->pulse.activity.activity_known;
    bool is_known = model->pulse.activity.type == MESSAGE_activity_known;
    if (is_known && known->attachments > 0 && row < end) {
        draw_share(canvas, area, row++, "attachments",
            (struct share){
                .done = known->attachments - known->attachments_due, .all = known->attachments });
    }
    struct text line = text_new(2048);
    print_rate(model, &line);
    if (row < end)
        draw_labelled(canvas, area, row++, "rate", &line);
    text_cut(&line, 0);
    print_waits(model, &line);
    if (row < end)
        draw_labelled(canvas, area, row++, "waiting", &line);
    text_free(&line);
}

/* ---------------------------------------------------------------- log */

void strip_draw_log_line(const struct model *model, struct canvas *canvas, struct area area,
    int row, const struct journal_line *line)
{
    char clock[MOMENT_BYTES];
    moment_print_clock(line->at_ms, clock);
    enum style style = line->level == 'E'   ? STYLE_BAD
                       : line->level == 'W' ? STYLE_BUSY
                       : line->level == 'D' ? STYLE_DIM
                                            : STYLE_PLAIN;
    int column = area.left + 1;
    column += canvas_put(canvas, row, column, 8, STYLE_DIM, clock) + 1;
    char level[2] = { line->level, '\0' };
    column += canvas_put(canvas, row, column, 1, style, level) + 1;
    canvas_put(
        canvas, row, column, SOURCE_COLUMNS, STYLE_DIM, journal_source(&model->journal, line));
    column += SOURCE_COLUMNS + 1;
    canvas_put(canvas, row, column, area.left + area.columns - column, style, line->text);
}

void strip_draw_log(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct journal *journal = &model->journal;
    size_t room = 0;
    size_t start = journal->count;
    while (start > 0 && room < (size_t)(area.lines < 0 ? 0 : area.lines)) {
        start--;
        room += journal_line(journal, start)->level == 'D' ? 0 : 1;
    }
    int row = area.top;
    for (size_t i = start; i < journal->count; i++) {
        const struct journal_line *line = journal_line(journal, i);
        if (line->level != 'D')
            strip_draw_log_line(model, canvas, area, row++, line);
    }
}
