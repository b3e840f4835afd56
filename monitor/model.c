/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"

#include "base/memory.h"
#include "monitor/dialog.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct model *model_new(void)
{
    struct model *model = memory_new(sizeof *model);
    model->is_dirty = true;
    model->page_lines = 1;
    mirror_reset(&model->mirror);
    journal_reset(&model->journal);
    keymap_reset(&model->keymap);
    return model;
}

void model_free(struct model **pointer)
{
    struct model *model = *pointer;
    if (model == NULL)
        return;
    dialog_close(model);
    mirror_free(&model->mirror);
    journal_free(&model->journal);
    inquiries_free(&model->inquiries);
    pulse_free(&model->pulse);
    message_free(&model->about);
    memory_free(&model->about_path);
    sheet_free(&model->sheet);
    tap_free(&model->tap);
    wishes_free(&model->wishes);
    memory_free(&model->selected);
    memory_free(pointer);
}

static void set_gate(struct model_run *run, const char *gate, int64_t gate_ms, int64_t now_ms)
{
    run->is_open = *gate == '\0' || strcmp(gate, "open") == 0;
    snprintf(run->gate, sizeof run->gate, "%s", gate);
    run->gate_until_ms = gate_ms > 0 ? now_ms + gate_ms : 0;
}

/* Who we are or where we send is refused: a person has to do something. */
static bool is_shut_out(const struct model *model)
{
    return strcmp(model->run.gate, "credentials") == 0 || strcmp(model->run.gate, "site") == 0;
}

/* Whether a person would see the difference. */
static bool run_differs(const struct model_run *one, const struct model_run *other)
{
    return one->pages != other->pages || one->to_convert != other->to_convert ||
           one->to_upload != other->to_upload || one->held != other->held ||
           one->failed != other->failed || one->requests != other->requests ||
           one->is_paused != other->is_paused || one->is_open != other->is_open ||
           one->gate_until_ms != other->gate_until_ms || strcmp(one->gate, other->gate) != 0;
}

static void take_run(struct model *model, const struct message_run_changed *run)
{
    struct model_run before = model->run;
    int64_t uploaders = model->run.uploaders;
    char trouble[MODEL_NOTE_BYTES] = "";
    if (strcmp(model->run.gate, run->gate) == 0)
        memcpy(trouble, model->run.trouble, sizeof trouble);
    model->run = (struct model_run){ .pages = run->pages,
        .to_convert = run->to_convert,
        .to_upload = run->to_upload,
        .held = run->held,
        .failed = run->failed,
        .requests = run->requests,
        .uploaders = uploaders,
        .is_paused = run->is_paused };
    set_gate(&model->run, run->gate, run->gate_ms, model->now_ms);
    pulse_beat(&model->pulse, &(struct pulse_beat){ .at_ms = model->now_ms,
                                  .open = run->to_convert + run->to_upload,
                                  .requests = run->requests,
                                  .is_waiting = !model->run.is_open });
    memcpy(model->run.trouble, trouble, sizeof trouble);
    model->ignores_gate = model->ignores_gate && is_shut_out(model);
    if (run_differs(&before, &model->run))
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
    if (tap_add(&model->tap, model->now_ms, event) && model->view == MODEL_VIEW_BUS)
        model->is_dirty = true;
    if (event->type == MESSAGE_status_changed) {
        mirror_change(&model->mirror, event);
        model->is_dirty = true;
    } else if (event->type == MESSAGE_run_changed) {
        take_run(model, &event->run_changed);
    } else if (event->type == MESSAGE_log_written) {
        model_log(model, event->log_written.at_ms, level_letter(event->log_written.level),
            event->log_written.stage, event->log_written.line);
    } else if (event->type == MESSAGE_stage_changed) {
        take_stage(model, &event->stage_changed);
    }
    message_free(event);
}

void model_set_link(struct model *model, enum model_link link)
{
    if (link == model->link)
        return;
    /* Another store may count from another number. */
    if (link == MODEL_ATTACHED)
        mirror_distrust(&model->mirror);
    model->link = link;
    model->is_dirty = true;
}

bool model_question(struct model *model, struct message *question)
{
    if (model->link != MODEL_ATTACHED)
        return false;
    return mirror_question(&model->mirror, question) ||
           inquiries_ask(&model->inquiries, model->now_ms, question);
}

int64_t model_question_due_ms(const struct model *model)
{
    return model->link == MODEL_ATTACHED ? inquiries_due_ms(&model->inquiries) : INT64_MAX;
}

static void take_run_answer(struct model *model, const struct message_run_known *answer)
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
    if (strncmp(model->run.trouble, answer->trouble, sizeof model->run.trouble - 1) != 0)
        model->is_dirty = true;
    snprintf(model->run.trouble, sizeof model->run.trouble, "%s", answer->trouble);
    /* Lost changes (or a store that counts anew) show here, if nowhere else. */
    mirror_compare(&model->mirror, answer->sequence);
    model->run.uploaders = answer->uploaders;
}

void model_answer(struct model *model, struct message *answer)
{
    if (answer->type == MESSAGE_statuses_known) {
        if (mirror_answer(&model->mirror, &answer->statuses_known))
            model->is_dirty = true;
    } else if (answer->type == MESSAGE_run_known) {
        take_run_answer(model, &answer->run_known);
    } else {
        inquiries_answer(&model->inquiries, model, answer);
    }
}

void model_log(struct model *model, int64_t at_ms, char level, const char *source, const char *text)
{
    journal_add(&model->journal, at_ms, level, source, text);
    model->is_dirty = true;
}

const struct row *model_selected(const struct model *model)
{
    return rows_at(&model->mirror.rows, model->selected_place);
}

void model_show(struct model *model, enum model_view view)
{
    model->view = view;
    model->is_dirty = true;
    const struct view *shown = views_at(model_shown(model));
    if (shown->open != NULL)
        shown->open(model);
}

enum model_view model_shown(const struct model *model)
{
    if (model->view != MODEL_VIEW_FILES)
        return model->view;
    if (model->link == MODEL_NOT_RUNNING && model->sheet.is_read &&
        (model->sheet.missing[0] != '\0' || sheet_count_changes(&model->sheet) > 0))
        return MODEL_VIEW_WELCOME;
    if (model->link == MODEL_NOT_RUNNING || model->link == MODEL_LOOKING ||
        model->link == MODEL_FOREIGN)
        return MODEL_VIEW_IDLE;
    return is_shut_out(model) && !model->ignores_gate ? MODEL_VIEW_SIGNIN : model->view;
}

void model_wish(struct model *model, enum wish_kind kind)
{
    wishes_add(&model->wishes, &(struct wish){ .kind = kind });
}

void model_wish_control(struct model *model, const char *verb, int64_t number)
{
    wishes_add(
        &model->wishes, &(struct wish){ .kind = WISH_CONTROL, .verb = verb, .number = number });
}

void model_set_note(struct model *model, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(model->note, sizeof model->note, format, arguments);
    va_end(arguments);
    model->is_dirty = true;
}
