/* SPDX-License-Identifier: MIT */
/* What is drawn: each view in a file of its own, from the model alone. */
#ifndef CMSYNC_MONITOR_VIEW_H
#define CMSYNC_MONITOR_VIEW_H

#include "monitor/canvas.h"
#include "monitor/model.h"

/* The lines of the canvas that a view may use. */
struct area {
    int top;
    int lines;
};

/* May write down in the model what it showed (page_lines, top, selected_place). */
typedef void view_draw(struct model *model, struct canvas *canvas, struct area area);

view_draw view_files_draw;
view_draw view_log_draw;
view_draw view_help_draw;
view_draw view_idle_draw; /* nothing runs */

/* The last lines of the log, newest at the bottom, where another view has the screen. */
view_draw view_log_draw_strip;

/* VIEW(enumerator behind MODEL_VIEW_, its key, title, draw), in the order of enum model_view. */
#define VIEWS(VIEW)                                                                                \
    VIEW(FILES, '1', "Files", view_files_draw)                                                     \
    VIEW(LOG, '2', "Log", view_log_draw)

#endif
