/* SPDX-License-Identifier: MIT */
/* Definitions of footnotes, taken out of the text and put behind it as quotes. */
#ifndef CMSYNC_MARKDOWN_NOTES_H
#define CMSYNC_MARKDOWN_NOTES_H

#include <stdbool.h>

struct line;
struct preparation;

/* True when the line belongs to a footnote's definition; it leaves the text then. */
bool notes_follow(struct preparation *p, const struct line *line);

/* The definitions go behind everything else. */
void notes_finish(struct preparation *p);

#endif
