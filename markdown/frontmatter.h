/* SPDX-License-Identifier: MIT */
/*
 * Front matter: YAML between `---` lines at the top of a file. Other tools' keys are theirs; what
 * is not quite YAML costs a warning, never the page. TOML (`+++`) is left out with a warning.
 */
#ifndef CMSYNC_MARKDOWN_FRONTMATTER_H
#define CMSYNC_MARKDOWN_FRONTMATTER_H

#include <stddef.h>

struct conversion;

/* Where front matter ends. */
struct frontmatter {
    size_t length; /* bytes of it, with both fences; 0: there is none */
    size_t lines;
};

/* Takes title, labels and options of c->file into the page. */
struct frontmatter frontmatter_read(struct conversion *c);

#endif
