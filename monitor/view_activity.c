/* SPDX-License-Identifier: MIT */
/* How far everything is, why nothing moves when nothing does, and who works on it. */
#include "monitor/model.h"
#include "monitor/moment.h"
#include "monitor/strip.h"
#include "monitor/views.h"

#include <stdio.h>

enum { PROGRESS_LINES = 4, LOG_LINES_LEAST = 3 };

/* Columns of the table of processes. */
enum { AT_STATE = 15, AT_PID = 28, AT_RESTARTS = 38, AT_MEMORY = 50, AT_SINCE = 62 };

static void take_activity(struct model *model, const struct inquiry *asked, struct message *answer)
{
    (void)asked;
    if (answer->type != MESSAGE_activity_known)
        return;
    message_free(&model->pulse.activity);
    model->pulse.activity = *answer;
    *answer = (struct message){ 0 };
    model->is_dirty = true;
}

static void want_activity(struct model *model)
{
    if (model->link != MODEL_ATTACHED)
        return;
    if (model->now_ms - model->pulse.activity_ms < PULSE_EVERY_MS)
        return;
    model->pulse.activity_ms = model->now_ms;
    inquiries_add(&model->inquiries,
        &(struct inquiry){ .type = MESSAGE_activity_ask, .take = take_activity });
}

static void draw_counts(const struct model *model, struct canvas *canvas, struct area area)
{
    if (model->pulse.activity.type != MESSAGE_activity_known || model->link != MODEL_ATTACHED)
        return;
    const struct message_activity_known *known = &model->pulse.activity.activity_known;
    canvas_put(canvas, area.top, area.left + 1, 12, STYLE_DIM, "this run");
    canvas_print(canvas, area.top, area.left + 14, STYLE_PLAIN,
        "%lld created   %lld updated   %lld moved   %lld deleted   %lld failed",
        (long long)known->created, (long long)known->updated, (long long)known->moved,
        (long long)known->deleted, (long long)model->run.failed);
}

static void draw_process(
    const struct model *model, struct canvas *canvas, struct area area, int row, size_t i)
{
    const struct item_stage_status *stage = &model->pulse.activity.activity_known.stages[i];
    bool is_well = stage->state[0] == 'r' && stage->state[2] == 'a'; /* ready */
    int left = area.left + 1;
    canvas_put(canvas, row, left, AT_STATE - 1, STYLE_PLAIN, stage->name);
    canvas_put(canvas, row, left + AT_STATE, AT_PID - AT_STATE - 1,
        is_well ? STYLE_GOOD : STYLE_BUSY, stage->state);
    if (stage->pid > 0)
        canvas_print(canvas, row, left + AT_PID, STYLE_PLAIN, "%lld", (long long)stage->pid);
    canvas_print(canvas, row, left + AT_RESTARTS, stage->restarts > 0 ? STYLE_BUSY : STYLE_PLAIN,
        "%lld", (long long)stage->restarts);
    int64_t bytes = i < PULSE_PROCESSES ? model->pulse.memory_bytes[i] : 0;
    if (bytes > 0)
        canvas_print(canvas, row, left + AT_MEMORY, STYLE_PLAIN, "%lld.%lld MB",
            (long long)(bytes / 1000000), (long long)(bytes / 100000 % 10));
    char since[MOMENT_BYTES];
    moment_print_span(model->now_ms - stage->since_ms, since);
    canvas_put(canvas, row, left + AT_SINCE, area.columns - AT_SINCE - 1, STYLE_DIM, since);
}

/* How many lines it took. */
static int draw_processes(const struct model *model, struct canvas *canvas, struct area area)
{
    if (model->pulse.activity.type != MESSAGE_activity_known || model->link != MODEL_ATTACHED)
        return 0;
    const struct message_activity_known *known = &model->pulse.activity.activity_known;
    static const struct {
        int column;
        const char *text;
    } heads[] = { { 0, "Process" }, { AT_STATE, "State" }, { AT_PID, "Pid" },
        { AT_RESTARTS, "Restarts" }, { AT_MEMORY, "Memory" }, { AT_SINCE, "Since" } };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        canvas_put(canvas, area.top, area.left + 1 + heads[i].column, area.columns, STYLE_DIM,
            heads[i].text);
    int row = area.top + 1;
    size_t i = 0;
    for (; i < known->stages_count && row < area.top + area.lines; i++)
        draw_process(model, canvas, area, row++, i);
    if (i < known->stages_count)
        canvas_print(canvas, row - 1, area.left + 1, STYLE_DIM, "... and %zu more",
            known->stages_count - i + 1);
    return row - area.top;
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    want_activity(model);
    struct area part = area;
    part.left++;
    part.columns -= 2;
    part.lines = area.lines < PROGRESS_LINES ? area.lines : PROGRESS_LINES;
    strip_draw_progress_lines(model, canvas, part);
    int used = part.lines;
    if (used + 1 < area.lines) {
        part = area;
        part.top += used;
        draw_counts(model, canvas, part);
        used += 2;
    }
    part = area;
    part.top += used;
    part.lines = area.lines - used - LOG_LINES_LEAST - 1;
    if (part.lines > 1)
        used += draw_processes(model, canvas, part) + 1;
    part.top = area.top + used;
    part.lines = area.lines - used;
    if (part.lines > 0)
        strip_draw_log(model, canvas, part);
}

const struct view view_activity = {
    .title = "Activity",
    .draw = draw,
    .hints = "help pause faster slower retry rescan log detach",
};
