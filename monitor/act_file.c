/* SPDX-License-Identifier: MIT */
/* What is done with the selected file, and to the list of them. */
#include "monitor/about.h"
#include "monitor/act.h"
#include "monitor/ask.h"
#include "monitor/model.h"
#include "monitor/targets.h"

#include "base/memory.h"

#include <string.h>

/* The selected file; says so when there is none. */
static const struct row *selected(struct model *model)
{
    const struct row *row = model_selected(model);
    if (row == NULL)
        model_set_note(model, "no file is selected");
    return row;
}

void act_details(struct model *model, const char *argument)
{
    (void)argument;
    if (selected(model) != NULL)
        about_open(model);
}

void act_mark(struct model *model, const char *argument)
{
    const struct row *row = selected(model);
    if (row == NULL)
        return;
    rows_mark(&model->mirror.rows, row->path, !row->is_marked);
    act_down(model, argument);
}

void act_mark_all(struct model *model, const char *argument)
{
    (void)argument;
    rows_mark_shown(&model->mirror.rows);
}

void act_unmark(struct model *model, const char *argument)
{
    (void)argument;
    rows_unmark_all(&model->mirror.rows);
}

/* To the next line from here that needs a person, around the end. */
static void go_to_needing(struct model *model, int step)
{
    struct rows *rows = &model->mirror.rows;
    rows_show(rows);
    size_t count = rows->shown_count;
    for (size_t i = 1; i <= count; i++) {
        size_t place = (model->selected_place + (step > 0 ? i : count - i)) % count;
        if (!rows_needs_person(rows_at(rows, place)->letter))
            continue;
        memory_free(&model->selected);
        model->selected = memory_copy_text(rows_at(rows, place)->path);
        return;
    }
    model_set_note(model, "nothing needs you");
}

void act_next_needing(struct model *model, const char *argument)
{
    (void)argument;
    go_to_needing(model, 1);
}

void act_previous_needing(struct model *model, const char *argument)
{
    (void)argument;
    go_to_needing(model, -1);
}

void act_edit(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = selected(model);
    if (row == NULL)
        return;
    size_t length = strlen(row->path);
    if (length > 0 && row->path[length - 1] == '/')
        model_set_note(model, "this page stands for the folder: there is no file to edit");
    else if (row->letter == 'D' || row->letter == 'O')
        model_set_note(model, "the file is gone: there is nothing to edit");
    else
        wishes_add(&model->wishes, &(struct wish){ .kind = WISH_EDIT, .path = (char *)row->path });
}

void act_open(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = selected(model);
    if (row == NULL)
        return;
    char *url = about_url(model, row->page_id);
    if (*url == '\0')
        model_set_note(model, "%s is not in Confluence yet", row->path);
    else
        wishes_add(&model->wishes, &(struct wish){ .kind = WISH_OPEN, .text = url });
    memory_free(&url);
}

/* ---------------------------------------------------------------- copy */

static void copy_path(struct model *model, const struct ask *ask)
{
    (void)ask;
    struct targets *targets = targets_find(model, NULL);
    struct text paths = text_new(64 * 1024);
    for (size_t i = 0; i < targets->count; i++)
        text_add_format(&paths, "%s%s", i == 0 ? "" : "\n", targets->paths[i]);
    wishes_add(&model->wishes, &(struct wish){ .kind = WISH_COPY, .text = paths.data });
    text_free(&paths);
    targets_free(targets);
}

static void copy_url(struct model *model, const struct ask *ask)
{
    (void)ask;
    const struct row *row = model_selected(model);
    char *url = about_url(model, row == NULL ? "" : row->page_id);
    if (*url == '\0')
        model_set_note(model, "the page is not in Confluence yet: it has no address");
    else
        wishes_add(&model->wishes, &(struct wish){ .kind = WISH_COPY, .text = url });
    memory_free(&url);
}

void act_copy(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = selected(model);
    if (row == NULL)
        return;
    struct ask *ask = ask_new("Copy to the clipboard");
    text_add_format(&ask->body, "%s\n", row->path);
    ask_add_choice(ask, 'p', "the path of the file", false, copy_path);
    ask_add_choice(ask, 'u', "the address of the page", false, copy_url);
    ask->cancel = "nothing";
    ask_open(model, ask);
}

/* ---------------------------------------------------------------- order */

static void by_need(struct model *model, const struct ask *ask)
{
    (void)ask;
    rows_set_order(&model->mirror.rows, ROWS_BY_NEED);
}

static void by_path(struct model *model, const struct ask *ask)
{
    (void)ask;
    rows_set_order(&model->mirror.rows, ROWS_BY_PATH);
}

static void by_age(struct model *model, const struct ask *ask)
{
    (void)ask;
    rows_set_order(&model->mirror.rows, ROWS_BY_AGE);
}

static void by_version(struct model *model, const struct ask *ask)
{
    (void)ask;
    rows_set_order(&model->mirror.rows, ROWS_BY_VERSION);
}

void act_sort(struct model *model, const char *argument)
{
    for (int order = 0; argument != NULL && order < ROWS_ORDERS; order++) {
        if (strcmp(rows_order_name((enum rows_order)order), argument) == 0) {
            rows_set_order(&model->mirror.rows, (enum rows_order)order);
            return;
        }
    }
    struct ask *ask = ask_new("Sort the list");
    text_add_string(&ask->body, "The present order once more turns it around.\n");
    ask_add_choice(ask, 'n', "what needs you, what is worked on, the rest", false, by_need);
    ask_add_choice(ask, 'p', "by path", false, by_path);
    ask_add_choice(ask, 'w', "by when it last changed, the newest first", false, by_age);
    ask_add_choice(ask, 'v', "by version, the highest first", false, by_version);
    ask->cancel = "as it is";
    ask_open(model, ask);
}
