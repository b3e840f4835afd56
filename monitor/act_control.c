/* SPDX-License-Identifier: MIT */
#include "monitor/act.h"

#include "base/control.h"
#include "monitor/ask.h"
#include "monitor/model.h"

#include <stdlib.h>

/* What needs a running store says so instead of waiting for one. */
static bool is_attached(struct model *model)
{
    if (model->link == MODEL_ATTACHED)
        return true;
    char name[KEYMAP_NAME_BYTES];
    keymap_name(keymap_first(&model->keymap, "start-now"), name);
    model_set_note(model, "nothing is running: press %s on the first screen to start it", name);
    return false;
}

static void control(struct model *model, const char *verb, int64_t number)
{
    if (is_attached(model))
        model_wish_control(model, verb, number);
}

void act_pause(struct model *model, const char *argument)
{
    /* The key turns it; the name says what it says. */
    bool is_toggle = argument == NULL;
    control(model, is_toggle && model->run.is_paused ? "resume" : "pause", 0);
}

void act_resume(struct model *model, const char *argument)
{
    (void)argument;
    control(model, "resume", 0);
}

void act_rescan(struct model *model, const char *argument)
{
    (void)argument;
    control(model, "rescan", 0);
}

void act_retry(struct model *model, const char *argument)
{
    (void)argument;
    control(model, "retry", 0);
}

static void scale(struct model *model, int64_t uploaders)
{
    if (uploaders < 1 || uploaders > CONTROL_UPLOADERS_MOST)
        model_set_note(model, "it can be 1 to %d pages at the same time", CONTROL_UPLOADERS_MOST);
    else
        control(model, "scale", uploaders);
}

/* Two keys in a row count from what was asked for, not from what came of it so far. */
static void scale_by(struct model *model, int step)
{
    if (model->run.uploaders == 0) {
        is_attached(model);
        return;
    }
    scale(model, model->run.uploaders + step);
    if (model->run.uploaders + step >= 1 && model->run.uploaders + step <= CONTROL_UPLOADERS_MOST)
        model->run.uploaders += step;
}

void act_faster(struct model *model, const char *argument)
{
    (void)argument;
    scale_by(model, 1);
}

void act_slower(struct model *model, const char *argument)
{
    (void)argument;
    scale_by(model, -1);
}

void act_scale(struct model *model, const char *argument)
{
    char *end = NULL;
    long number = argument == NULL ? 0 : strtol(argument, &end, 10);
    if (argument == NULL || *argument == '\0' || *end != '\0')
        model_set_note(model, "scale takes a number, as in: scale 4");
    else
        scale(model, number);
}

void act_restart(struct model *model, const char *argument)
{
    if (argument == NULL)
        model_set_note(model, "restart takes a stage, as in: restart converter");
    else if (is_attached(model))
        wishes_add(&model->wishes,
            &(struct wish){ .kind = WISH_CONTROL, .verb = "restart", .text = (char *)argument });
}

void act_start(struct model *model, const char *argument)
{
    (void)argument;
    if (model->link == MODEL_ATTACHED)
        model_set_note(model, "it is running already");
    else
        model_wish(model, WISH_START);
}

static void stop(struct model *model, const struct ask *ask)
{
    (void)ask;
    control(model, "stop", 0);
}

void act_stop(struct model *model, const char *argument)
{
    (void)argument;
    if (!is_attached(model))
        return;
    struct ask *ask = ask_new("Stop publishing?");
    text_add_string(&ask->body,
        "Pages that are being sent are finished first. What is queued stays\n"
        "queued on disk, and the next start goes on from there.\n"
        "To leave only this screen, press q instead.\n");
    ask_add_choice(ask, 'y', "stop all processes of this folder", false, stop);
    ask->cancel = "go on publishing";
    ask_open(model, ask);
}
