/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More changes than this while a snapshot comes: cheaper to take a new one. */
enum { LATER_MAX = 100000, PART_FILES = 2000 };

struct model *model_new(void)
{
    struct model *model = memory_new(sizeof *model);
    model->is_dirty = true;
    model->doubted = -1;
    model->page_lines = 1;
    return model;
}

static void forget_later(struct model *model)
{
    for (size_t i = 0; i < model->later_count; i++)
        message_free(&model->later[i]);
    model->later_count = 0;
}

void model_free(struct model **pointer)
{
    struct model *model = *pointer;
    if (model == NULL)
        return;
    forget_later(model);
    free(model->later);
    rows_free(&model->rows);
    rows_free(&model->parts);
    memory_free(&model->parts_after);
    for (size_t i = 0; i < MODEL_LOG_LINES; i++)
        free(model->lines[i].text);
    memory_free(&model->selected);
    memory_free(pointer);
}

static void need_snapshot(struct model *model)
{
    forget_later(model);
    rows_clear(&model->parts);
    memory_free(&model->parts_after);
    model->sync = MODEL_SYNC_NEEDED;
}

static void apply(struct model *model, const struct message_status_changed *change)
{
    model->sequence = change->sequence;
    model->is_dirty = true;
    if (*change->letter == '\0') {
        rows_remove(&model->rows, change->path);
        return;
    }
    rows_put(&model->rows, &(struct row){ .path = change->path,
                               .letter = *change->letter,
                               .version = change->version,
                               .title = change->title,
                               .reason = change->reason,
                               .at_ms = change->at_ms });
}

/* A change that is not the next one means that others were lost: start again. */
static void take_change(struct model *model, struct message *event)
{
    int64_t sequence = event->status_changed.sequence;
    switch (model->sync) {
    case MODEL_SYNC_NEEDED:
    case MODEL_SYNC_PARTS:
        if (model->later_count == LATER_MAX) {
            need_snapshot(model);
            return;
        }
        if (model->later_count == model->later_capacity) {
            model->later_capacity = model->later_capacity == 0 ? 64 : model->later_capacity * 2;
            model->later = memory_grow(model->later, model->later_capacity, sizeof *model->later);
        }
        model->later[model->later_count++] = *event;
        *event = (struct message){ 0 };
        return;
    case MODEL_SYNC_CURRENT:
        if (sequence == model->sequence + 1)
            apply(model, &event->status_changed);
        else if (sequence > model->sequence)
            need_snapshot(model);
        return;
    }
}

static void set_gate(struct model_run *run, const char *gate, int64_t gate_ms, int64_t now_ms)
{
    run->is_open = *gate == '\0' || strcmp(gate, "open") == 0;
    snprintf(run->gate, sizeof run->gate, "%s", gate);
    run->gate_until_ms = gate_ms > 0 ? now_ms + gate_ms : 0;
}

static void take_run(struct model *model, const struct message_run_changed *run)
{
    model->run = (struct model_run){ .pages = run->pages,
        .to_convert = run->to_convert,
        .to_upload = run->to_upload,
        .held = run->held,
        .failed = run->failed,
        .requests = run->requests,
        .is_paused = run->is_paused };
    set_gate(&model->run, run->gate, run->gate_ms, model->now_ms);
    model->is_dirty = true;
}

static char level_letter(const char *level)
{
    switch (*level) {
    case 'e':
        return 'E';
    case 'w':
        return 'W';
    case 'd':
        return 'D';
    default:
        return 'I';
    }
}

static void take_stage(struct model *model, const struct message_stage_changed *stage)
{
    char line[MODEL_NOTE_BYTES];
    snprintf(
        line, sizeof line, "%s is %s (pid %lld)", stage->name, stage->state, (long long)stage->pid);
    model_log(model, model->now_ms, 'I', "supervisor", line);
}

void model_event(struct model *model, struct message *event)
{
    if (event->type == MESSAGE_status_changed)
        take_change(model, event);
    else if (event->type == MESSAGE_run_changed)
        take_run(model, &event->run_changed);
    else if (event->type == MESSAGE_log_written)
        model_log(model, event->log_written.at_ms, level_letter(event->log_written.level),
            event->log_written.stage, event->log_written.line);
    else if (event->type == MESSAGE_stage_changed)
        take_stage(model, &event->stage_changed);
    message_free(event);
}

void model_set_link(struct model *model, enum model_link link)
{
    if (link == model->link)
        return;
    /* Another store may count from another number. */
    if (link == MODEL_ATTACHED)
        need_snapshot(model);
    model->link = link;
    model->is_dirty = true;
}

bool model_snapshot_question(struct model *model, struct message *question)
{
    if (model->link != MODEL_ATTACHED || model->sync == MODEL_SYNC_CURRENT)
        return false;
    model->sync = MODEL_SYNC_PARTS;
    *question = (struct message){ .type = MESSAGE_statuses_ask };
    question->statuses_ask.after = model->parts_after;
    question->statuses_ask.limit = PART_FILES;
    return true;
}

/* The parts become the list. Changes from the first part's number on are applied again, in order:
   some of them are in later parts already, which does no harm, since the last one wins. */
static void end_snapshot(struct model *model)
{
    struct rows old = model->rows;
    model->rows = model->parts;
    model->parts = (struct rows){ 0 };
    rows_set_filter(&model->rows, old.filter);
    old.filter = NULL;
    rows_free(&old);
    memory_free(&model->parts_after);
    model->sync = MODEL_SYNC_CURRENT;
    model->is_dirty = true;
    for (size_t i = 0; i < model->later_count && model->sync == MODEL_SYNC_CURRENT; i++) {
        const struct message_status_changed *change = &model->later[i].status_changed;
        if (change->sequence == model->sequence + 1)
            apply(model, change);
        else if (change->sequence > model->sequence)
            model->sync = MODEL_SYNC_NEEDED;
    }
    forget_later(model);
}

void model_snapshot_answer(struct model *model, const struct message_statuses_known *answer)
{
    if (model->sync != MODEL_SYNC_PARTS)
        return;
    if (model->parts_after == NULL)
        model->sequence = answer->sequence;
    for (size_t i = 0; i < answer->files_count; i++) {
        const struct item_file_status *file = &answer->files[i];
        rows_put(&model->parts, &(struct row){ .path = file->path,
                                    .letter = *file->letter,
                                    .version = file->version,
                                    .title = file->title,
                                    .reason = file->reason,
                                    .at_ms = file->at_ms });
    }
    if (answer->is_last || answer->files_count == 0) {
        end_snapshot(model);
        return;
    }
    memory_free(&model->parts_after);
    model->parts_after = memory_copy_text(answer->files[answer->files_count - 1].path);
}

void model_run_answer(struct model *model, const struct message_run_known *answer)
{
    take_run(model, &(struct message_run_changed){ .pages = answer->pages,
                        .to_convert = answer->to_convert,
                        .to_upload = answer->to_upload,
                        .held = answer->held,
                        .failed = answer->failed,
                        .requests = answer->requests,
                        .is_paused = answer->is_paused,
                        .gate = answer->gate,
                        .gate_ms = answer->gate_ms });
    /* Lost changes (or a store that counts anew) show here, if nowhere else. Events and answers
       come by two ways, so one disagreement proves nothing: two without a change between do. */
    if (model->sync != MODEL_SYNC_CURRENT || answer->sequence == model->sequence)
        model->doubted = -1;
    else if (model->doubted == model->sequence)
        need_snapshot(model);
    else
        model->doubted = model->sequence;
}

void model_log(
    struct model *model, int64_t at_ms, char letter, const char *source, const char *text)
{
    size_t i = (model->line_first + model->line_count) % MODEL_LOG_LINES;
    if (model->line_count == MODEL_LOG_LINES)
        model->line_first = (model->line_first + 1) % MODEL_LOG_LINES;
    else
        model->line_count++;
    struct model_line *line = &model->lines[i];
    struct text joined = text_new(4096);
    text_add_format(&joined, "%-10s %s", source, text);
    memory_free(&line->text);
    line->text = text_take(&joined);
    line->at_ms = at_ms;
    line->letter = letter;
    /* Who reads older lines keeps seeing the same ones. */
    if (model->log_back > 0 && model->log_back < model->line_count)
        model->log_back++;
    model->is_dirty = true;
}

const struct model_line *model_line(const struct model *model, size_t i)
{
    return &model->lines[(model->line_first + i) % MODEL_LOG_LINES];
}

void model_set_note(struct model *model, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(model->note, sizeof model->note, format, arguments);
    va_end(arguments);
    model->is_dirty = true;
}
