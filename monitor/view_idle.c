/* SPDX-License-Identifier: MIT */
/* Nothing runs, or nothing that could be understood. */
#include "monitor/model.h"
#include "monitor/views.h"

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    if (model->link == MODEL_LOOKING) {
        canvas_put(canvas, area.top + 1, 4, canvas->columns, STYLE_DIM, "Looking for cmsync ...");
        return;
    }
    int row = area.top + (area.lines > 10 ? 2 : 0);
    if (model->link == MODEL_FOREIGN) {
        canvas_put(canvas, row, 2, canvas->columns, STYLE_BOLD,
            "What runs for this folder is of another version of cmsync.");
        canvas_put(canvas, row + 2, 2, canvas->columns, STYLE_PLAIN, model->foreign);
        return;
    }
    canvas_put(canvas, row, 4, canvas->columns, STYLE_BOLD, "Nothing is running for this folder.");
    row += area.lines > 6 ? 2 : 1;
    if (model->docs_root[0] != '\0')
        canvas_print(canvas, row++, 6, STYLE_PLAIN, "documents    %s", model->docs_root);
    if (model->sheet.is_read && model->sheet.config.file != NULL)
        canvas_print(canvas, row++, 6, STYLE_PLAIN, "configured   %s", model->sheet.config.file);
    canvas_print(canvas, row++, 6, STYLE_PLAIN, "looked in    %s", model->run_folder);
    row += area.lines > 8 ? 1 : 0;
    canvas_put(canvas, row++, 6, canvas->columns, STYLE_PLAIN, "s   start it in the background");
    canvas_put(canvas, row++, 6, canvas->columns, STYLE_PLAIN, "4   look at the settings first");
    canvas_put(canvas, row++, 6, canvas->columns, STYLE_PLAIN, "q   leave");
    canvas_put(canvas, row + 1, 4, canvas->columns, STYLE_DIM,
        "This screen fills by itself when something starts.");
}

const struct view view_idle = {
    .draw = draw,
    .hints = "start-now log settings help palette detach",
};
