/* SPDX-License-Identifier: MIT */
#include "monitor/act.h"

#include "monitor/help.h"
#include "monitor/model.h"

static void turn(struct model *model, int step)
{
    int view = (int)model->view;
    do
        view = (view + step + MODEL_VIEW_COUNT) % MODEL_VIEW_COUNT;
    while (views_at((enum model_view)view)->title == NULL);
    model_show(model, (enum model_view)view);
}

void act_next_screen(struct model *model, const char *argument)
{
    (void)argument;
    turn(model, 1);
}

void act_previous_screen(struct model *model, const char *argument)
{
    (void)argument;
    turn(model, -1);
}

void act_show_files(struct model *model, const char *argument)
{
    (void)argument;
    model_show(model, MODEL_VIEW_FILES);
}

void act_show_activity(struct model *model, const char *argument)
{
    (void)argument;
    model_show(model, MODEL_VIEW_ACTIVITY);
}

void act_show_log(struct model *model, const char *argument)
{
    (void)argument;
    model_show(model, MODEL_VIEW_LOG);
}

void act_help(struct model *model, const char *argument)
{
    (void)argument;
    help_open(model);
}

void act_redraw(struct model *model, const char *argument)
{
    (void)argument;
    model_wish(model, WISH_REDRAW);
}

void act_suspend(struct model *model, const char *argument)
{
    (void)argument;
    model_wish(model, WISH_SUSPEND);
}

void act_detach(struct model *model, const char *argument)
{
    (void)argument;
    model_wish(model, WISH_QUIT);
}
