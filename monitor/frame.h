/* SPDX-License-Identifier: MIT */
/* The whole screen: header, the view, progress, log, footer, by what there is room for. */
#ifndef CMSYNC_MONITOR_FRAME_H
#define CMSYNC_MONITOR_FRAME_H

#include "monitor/canvas.h"
#include "monitor/model.h"

/* Draws `model` on a canvas of any size (canvas_reset() before). */
void frame_draw(struct model *model, struct canvas *canvas);

#endif
