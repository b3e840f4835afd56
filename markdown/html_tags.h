/* SPDX-License-Identifier: MIT */
/*
 * Raw HTML into storage format: an allow-list of tags, re-serialised and balanced; the rest is
 * shown as text, with a warning. Comments vanish.
 */
#ifndef CMSYNC_MARKDOWN_HTML_TAGS_H
#define CMSYNC_MARKDOWN_HTML_TAGS_H

struct conversion;
struct element_entry;

/* Takes what has gathered in c->html into the output. */
void html_flush(struct conversion *c);

/* Ends `<summary>`: its text becomes the title of the expand macro around it. */
void html_end_summary(struct conversion *c, const struct element_entry *entry);

#endif
