/* SPDX-License-Identifier: MIT */
/*
 * Text that HTML centres or sets to the right. Confluence has that for paragraphs, headings and
 * cells alone: a `<div align="center">` hands it on to those that lie in it.
 */
#ifndef CMSYNC_MARKDOWN_ALIGNMENT_H
#define CMSYNC_MARKDOWN_ALIGNMENT_H

#include "markdown/elements.h"

#include <stdbool.h>

struct html_token;

enum alignment { ALIGNMENT_NONE, ALIGNMENT_LEFT, ALIGNMENT_CENTER, ALIGNMENT_RIGHT };

/* What a tag says by `align` or `style`. */
enum alignment alignment_of(const struct html_token *token);

/* What the element that is open hands on. */
enum alignment alignment_around(const struct conversion *c);

/* A paragraph of that alignment. */
enum element alignment_paragraph(enum alignment alignment);

/* It does no more than hand an alignment on. */
bool alignment_is_group(const struct element_entry *entry);

bool alignment_is_paragraph(const struct element_entry *entry);

/* What stands behind a block in the midst of the paragraph `entry` is a paragraph again. */
void alignment_begin_again(struct conversion *c, struct element_entry *entry);

/* Into the start tag just written, of a heading or cell. */
void alignment_put(struct conversion *c, enum alignment alignment);

/* `<div>` or `<center>` begins or ends. */
void alignment_open(struct conversion *c, const struct html_token *token);
void alignment_close(struct conversion *c);

#endif
