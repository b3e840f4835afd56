/* SPDX-License-Identifier: MIT */
/*
 * Any Confluence macro without XML. Blocks: `:::macro NAME key=value` ... `:::` (Markdown body) or
 * a fence `confluence-macro NAME key=value` (body of plain text). Inline: a link whose address is
 * `macro:NAME?key=value&key=value`; its text is what other readers of the file see. What cannot be
 * a macro is warned of, with its line, and stays as text.
 */
#ifndef CMSYNC_MARKDOWN_MACROS_H
#define CMSYNC_MARKDOWN_MACROS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* Opening tag and parameters of `NAME key=value key="two words" ...`; no body, no closing tag.
   False, and nothing written but a warning, when that is no macro. */
bool macro_open(struct conversion *c, const char *words);

/* One inline macro. */
struct macro_link {
    const char *address; /* `NAME?key=value&...`, percent-encoded */
    const char *text;    /* of the link, plain */
    const char *body;    /* of the link, storage format */
};

/* The whole macro (or `time`, `ri:user` link ...). False, and nothing written but a warning, when
   the address names none. */
bool macro_put_inline(struct conversion *c, const struct macro_link *link);

/* A macro that is a block of its own, when it stands alone in a paragraph. */
bool macro_is_block(const char *address);

#endif
