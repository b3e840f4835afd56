/* SPDX-License-Identifier: MIT */
/* Headings: their fragments, their anchors, and which of them is the page's title. */
#ifndef CMSYNC_MARKDOWN_HEADINGS_H
#define CMSYNC_MARKDOWN_HEADINGS_H

#include <stdbool.h>

struct conversion;

void heading_open(struct conversion *c, unsigned level);
void heading_close(struct conversion *c, unsigned level);

/* A fragment that something other than a heading offers (`id=` of raw HTML). */
void heading_put_anchor(struct conversion *c, const char *name);

/* The page offers `fragment`: its anchor is in the body whether linked to or not. */
void heading_add_anchor(struct conversion *c, const char *fragment);

/* Title as Confluence takes it: one line, squeezed, NFC, at most 255 UTF-16 units. The caller
   owns the result. */
char *heading_title(const char *text);

/* Settles the page's list of fragments and its second names. */
void headings_finish(struct conversion *c);

#endif
