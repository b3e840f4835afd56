/* SPDX-License-Identifier: MIT */
/* Fences that are diagrams: an image where somebody draws it, else a macro that shows its text. */
#ifndef CMSYNC_MARKDOWN_DIAGRAMS_H
#define CMSYNC_MARKDOWN_DIAGRAMS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* The language of diagrams that the info string's first word means (`puml`: plantuml); NULL: none.
 */
const char *diagram_language(const char *word, size_t length);

/* Puts an image or a macro in place of the text that stands in the output from c->code_start on;
   false, with a warning and the text where it was, when it is to be shown as code. */
bool diagram_put(struct conversion *c, const char *language);

#endif
