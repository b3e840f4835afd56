/* SPDX-License-Identifier: MIT */
/* Markdown, as md4c reads it, into the conversion's output. The only file that knows md4c. */
#ifndef CMSYNC_MARKDOWN_MARKDOWN_H
#define CMSYNC_MARKDOWN_MARKDOWN_H

struct conversion;

/* Converts c->prepared. Leaves nothing open. */
void markdown_convert(struct conversion *c);

#endif
