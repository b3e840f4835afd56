/* SPDX-License-Identifier: MIT */
/*
 * What stands in front of the view and has the keyboard until it is closed: help, palette, filter,
 * questions, conflicts. Pure.
 */
#ifndef CMSYNC_MONITOR_DIALOG_H
#define CMSYNC_MONITOR_DIALOG_H

#include "monitor/model.h"

/*
 * One kind of dialog. The view is drawn first, then draw() over it; draw_footer() draws the last
 * line (NULL: the keys of `hints`). A dialog that leaves `draw` NULL is only a line.
 */
struct dialog {
    void (*draw)(struct model *model, struct canvas *canvas, struct area area);
    void (*draw_footer)(struct model *model, struct canvas *canvas, int row);
    void (*press)(struct model *model, int key); /* may close or replace it */
    bool takes_text;                             /* keys are typing: pastes are welcome */
    const char *hints;                           /* the last line, in words */
    void (*free)(void *data);                    /* of model->dialog_data; NULL: nothing to free */
};

/* In place of the one that is open, if any. `data` is given away. */
void dialog_open(struct model *model, const struct dialog *dialog, void *data);
void dialog_close(struct model *model);

/*
 * A box for a dialog in the middle of `area`, of at most `columns` by `lines` (border included),
 * cleared. What is inside.
 */
struct area dialog_box(struct canvas *canvas, struct area area, int columns, int lines,
    const char *title, const char *end);

#endif
