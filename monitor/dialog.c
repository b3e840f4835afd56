/* SPDX-License-Identifier: MIT */
#include "monitor/dialog.h"

enum { EDGE_COLUMNS = 8 };

void dialog_close(struct model *model)
{
    const struct dialog *dialog = model->dialog;
    void *data = model->dialog_data;
    model->dialog = NULL;
    model->dialog_data = NULL;
    if (dialog != NULL && dialog->free != NULL)
        dialog->free(data);
    model->is_dirty = true;
}

void dialog_open(struct model *model, const struct dialog *dialog, void *data)
{
    dialog_close(model);
    model->dialog = dialog;
    model->dialog_data = data;
}

struct area dialog_box(struct canvas *canvas, struct area area, int columns, int lines,
    const char *title, const char *end)
{
    if (columns > area.columns)
        columns = area.columns;
    if (lines > area.lines)
        lines = area.lines;
    struct area box = { .top = area.top + (area.lines - lines) / 2,
        .left = area.left + (area.columns - columns) / 2,
        .lines = lines,
        .columns = columns };
    /* Single columns of the view beside the box would only look torn. */
    if (area.columns - columns <= EDGE_COLUMNS)
        canvas_clear(canvas,
            (struct area){
                .top = box.top, .left = area.left, .lines = box.lines, .columns = area.columns });
    struct area inside = canvas_box(canvas, box, title, end);
    canvas_clip(canvas, &inside);
    return inside;
}
