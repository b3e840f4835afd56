/* SPDX-License-Identifier: MIT */
/* What the store knows of the one page that a person looks at. Pure. */
#ifndef CMSYNC_MONITOR_ABOUT_H
#define CMSYNC_MONITOR_ABOUT_H

#include "monitor/canvas.h"
#include "monitor/model.h"

/* Asks for it when it is not known yet, or when its line changed since. */
void about_want(struct model *model, const struct row *row);

/* Everything about the row, in lines. */
void about_draw(
    const struct model *model, struct canvas *canvas, struct area area, const struct row *row);

/* The address of a page by its id; "" when there is none. The caller owns the result. */
char *about_url(const struct model *model, const char *page_id);

/* Details of the selected file over the whole view. */
void about_open(struct model *model);

#endif
