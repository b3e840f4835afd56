/* SPDX-License-Identifier: MIT */
#include "monitor/keys.h"
#include "monitor/view.h"

#include <string.h>

/* The letters of the list in one line, as far as there is room. */
static const char letters[] = "A new  M changed  R moved  > sending  = in step  W waiting  "
                              "U conflict  E error  D deletion  L not permitted  O orphaned";

void view_help_draw(struct model *model, struct canvas *canvas, struct area area)
{
    (void)model;
    int row = area.top;
    int end = area.top + area.lines;
    for (const struct binding *binding = keys_table(); binding->key != 0 && row < end; binding++) {
        if (binding->shown == NULL)
            continue;
        canvas_put(canvas, row, 2, 12, STYLE_BOLD, binding->shown);
        canvas_put(canvas, row, 15, canvas->columns - 15, STYLE_PLAIN, binding->help);
        row++;
    }
    if (row < end)
        canvas_put(canvas, end - 1, 2, canvas->columns - 2, STYLE_DIM, letters);
}

void view_idle_draw(struct model *model, struct canvas *canvas, struct area area)
{
    if (model->link == MODEL_LOOKING) {
        canvas_put(canvas, area.top + 1, 4, canvas->columns, STYLE_DIM, "Looking for cmsync ...");
        return;
    }
    int row = area.top + (area.lines > 10 ? 2 : 0);
    canvas_put(canvas, row, 4, canvas->columns, STYLE_BOLD, "Nothing is running for this folder.");
    row += area.lines > 6 ? 2 : 1;
    if (model->docs_root[0] != '\0')
        canvas_print(canvas, row++, 6, STYLE_PLAIN, "documents    %s", model->docs_root);
    canvas_print(canvas, row++, 6, STYLE_PLAIN, "looked in    %s", model->run_folder);
    row += area.lines > 8 ? 1 : 0;
    canvas_put(canvas, row++, 6, canvas->columns, STYLE_PLAIN, "s   start it in the background");
    canvas_put(canvas, row++, 6, canvas->columns, STYLE_PLAIN, "q   leave");
    canvas_put(canvas, row + 1, 4, canvas->columns, STYLE_DIM,
        "This screen fills by itself when something starts.");
}
