/* SPDX-License-Identifier: MIT */
#include "monitor/act.h"

#include "monitor/model.h"

/* Further than any list is long. */
enum { FAR = 1000000000 };

static void move(struct model *model, long lines)
{
    const struct view *view = views_at(model_shown(model));
    if (view->move != NULL)
        view->move(model, lines);
}

void act_down(struct model *model, const char *argument)
{
    (void)argument;
    move(model, 1);
}

void act_up(struct model *model, const char *argument)
{
    (void)argument;
    move(model, -1);
}

void act_top(struct model *model, const char *argument)
{
    (void)argument;
    move(model, -FAR);
}

void act_bottom(struct model *model, const char *argument)
{
    (void)argument;
    move(model, FAR);
}

void act_half_page_down(struct model *model, const char *argument)
{
    (void)argument;
    move(model, (model->page_lines + 1) / 2);
}

void act_half_page_up(struct model *model, const char *argument)
{
    (void)argument;
    move(model, -((model->page_lines + 1) / 2));
}

void act_page_down(struct model *model, const char *argument)
{
    (void)argument;
    move(model, model->page_lines);
}

void act_page_up(struct model *model, const char *argument)
{
    (void)argument;
    move(model, -model->page_lines);
}

/* First what was put on, then where one came from. */
void act_back(struct model *model, const char *argument)
{
    (void)argument;
    struct rows *rows = &model->mirror.rows;
    if (model_shown(model) != MODEL_VIEW_FILES)
        model_show(model, MODEL_VIEW_FILES);
    else if (rows->filter != NULL && *rows->filter != '\0')
        rows_set_filter(rows, NULL);
    else
        rows_unmark_all(rows);
}
