/* SPDX-License-Identifier: MIT */
/* How far everything is, and why nothing moves when nothing does. */
#include "monitor/model.h"
#include "monitor/strip.h"
#include "monitor/views.h"

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    strip_draw_progress(model, canvas, area);
    area.top += 2;
    area.lines -= 2;
    strip_draw_log(model, canvas, area);
}

const struct view view_activity = {
    .title = "Activity",
    .draw = draw,
    .hints = "help pause retry rescan log detach",
};
