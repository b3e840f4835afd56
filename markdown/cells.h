/* SPDX-License-Identifier: MIT */
/*
 * Rows and cells of tables into storage format. md4c fills short rows with empty cells. A document
 * of short rows under a wide head would grow a hundredfold: beyond a bound the empty cells at the
 * end of a row are left out.
 */
#ifndef CMSYNC_MARKDOWN_CELLS_H
#define CMSYNC_MARKDOWN_CELLS_H

#include "markdown/elements.h"

void cell_open_row(struct conversion *c);
void cell_close_row(struct conversion *c);

/* `kind`: ELEMENT_TD or ELEMENT_TH; `align`: `center`, `right`, or NULL. */
void cell_open(struct conversion *c, enum element kind, const char *align);
void cell_close(struct conversion *c);

/* The paragraph that an aligned cell is on Cloud ends before a block of HTML. */
void cell_end_prose(struct conversion *c);

#endif
