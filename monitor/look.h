/* SPDX-License-Identifier: MIT */
/*
 * Both sides of a page: what the file would publish, what Confluence has, and what both come from.
 * An uploader reads it; until then the dialog says so. Pure.
 */
#ifndef CMSYNC_MONITOR_LOOK_H
#define CMSYNC_MONITOR_LOOK_H

#include "monitor/model.h"

/* What differs between the file and the page; with `page` (a conflict, borrowed) also what can be
   decided about it. */
void look_open(struct model *model, const char *path, const struct message_page_known *page);

#endif
