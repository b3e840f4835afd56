/* SPDX-License-Identifier: MIT */
/* Lines about the run as a whole, for the views that show them. Pure. */
#ifndef CMSYNC_MONITOR_STRIP_H
#define CMSYNC_MONITOR_STRIP_H

#include "monitor/canvas.h"
#include "monitor/model.h"

/* How far everything is, in one line. */
void strip_draw_progress(const struct model *model, struct canvas *canvas, struct area area);

/* The same with attachments, rate, waiting and what is left: as many of four lines as fit. */
void strip_draw_progress_lines(const struct model *model, struct canvas *canvas, struct area area);

/* The newest lines of the log, the last one at the bottom. */
void strip_draw_log(const struct model *model, struct canvas *canvas, struct area area);

/* One line of the log. */
void strip_draw_log_line(const struct model *model, struct canvas *canvas, struct area area,
    int row, const struct journal_line *line);

#endif
