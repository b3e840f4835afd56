/* SPDX-License-Identifier: MIT */
/*
 * Footnotes: numbered by their first use, listed at the end of the page. prepare.c moves the
 * definitions behind everything else; footnotes_finish() puts them in order.
 */
#ifndef CMSYNC_MARKDOWN_FOOTNOTES_H
#define CMSYNC_MARKDOWN_FOOTNOTES_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct element_entry;
struct footnotes;

struct footnotes *footnotes_new(void);
void footnotes_free(struct footnotes **footnotes);

/* Makes those known that the prepared text defines. */
void footnotes_define(struct conversion *c);

/* `name` as used in text: writes its number as a link. False when nothing defines it. */
bool footnote_put(struct conversion *c, const char *name, size_t length);

/* The definition `entry` is complete: out[entry->start..] is its content. */
void footnote_end(struct conversion *c, const struct element_entry *entry);

/* Replaces the collected definitions at the end of the output by the list. */
void footnotes_finish(struct conversion *c);

#endif
