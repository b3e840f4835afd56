/* SPDX-License-Identifier: MIT */
/* The line in which the filter is typed; the list follows every letter. */
#include "monitor/act.h"
#include "monitor/dialog.h"
#include "monitor/input.h"

#include "base/memory.h"

struct filter {
    struct input input;
    char *before; /* Esc brings it back */
};

static void set_filter(struct model *model, const char *text)
{
    if (model->view == MODEL_VIEW_LOG)
        journal_set_filter(&model->journal, text);
    else if (model->view == MODEL_VIEW_BUS)
        tap_set_filter(&model->tap, text);
    else
        rows_set_filter(&model->mirror.rows, text);
}

static const char *filter_of(const struct model *model)
{
    const char *filter = model->view == MODEL_VIEW_LOG   ? model->journal.filter
                         : model->view == MODEL_VIEW_BUS ? model->tap.filter
                                                         : model->mirror.rows.filter;
    return filter == NULL ? "" : filter;
}

static void press(struct model *model, int key)
{
    struct filter *filter = model->dialog_data;
    if (key == KEYS_ENTER) {
        dialog_close(model);
    } else if (key == KEYS_ESCAPE) {
        set_filter(model, filter->before);
        dialog_close(model);
    } else if (input_press(&filter->input, key)) {
        set_filter(model, filter->input.text);
    } else if (key == KEY_NAMED_DOWN) {
        act_down(model, NULL);
    } else if (key == KEY_NAMED_UP) {
        act_up(model, NULL);
    }
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    const struct filter *filter = model->dialog_data;
    input_draw(&filter->input, canvas, (struct area){ .columns = canvas->columns }, row, "/");
}

static void free_filter(void *data)
{
    struct filter *filter = data;
    memory_free(&filter->before);
    memory_free(&filter);
}

static const struct dialog dialog = {
    .draw_footer = draw_footer,
    .press = press,
    .takes_text = true,
    .free = free_filter,
};

void act_filter(struct model *model, const char *argument)
{
    if (argument != NULL && *argument != '\0') {
        set_filter(model, argument);
        return;
    }
    struct filter *filter = memory_new(sizeof *filter);
    filter->before = memory_copy_text(filter_of(model));
    input_set(&filter->input, filter->before);
    dialog_open(model, &dialog, filter);
}
