/* SPDX-License-Identifier: MIT */
/* Names of attachments: readable, unique on the page without regard to case. */
#ifndef CMSYNC_MARKDOWN_ATTACHMENTS_H
#define CMSYNC_MARKDOWN_ATTACHMENTS_H

struct conversion;

/* The name for the file at the tree path `target`: the same for the same path. Lives as long as
   the page. */
const char *attachment_name(struct conversion *c, const char *target);

/* The name for the image of a diagram: `diagram-1.png`, counted on the page. */
const char *attachment_name_of_diagram(struct conversion *c, const char *path);

#endif
