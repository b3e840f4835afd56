/* SPDX-License-Identifier: MIT */
/*
 * Any Confluence macro without XML. Blocks: a fence `confluence-macro NAME key=value ...` (plain
 * body) or `:::macro NAME key=value` (Markdown body). Inline: a link whose address is
 * `macro:NAME?key=value&key=value`, its text is what other readers of the file see.
 */
#ifndef CMSYNC_CONVERTER_MACROS_H
#define CMSYNC_CONVERTER_MACROS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* Opening tag and parameters of `NAME key=value key="two words" ...`; no body, no closing tag. */
void macro_open(struct conversion *c, const char *words, size_t length);

/*
 * The whole macro (or `time`, `ri:user` link ...) of `NAME?key=value&...`, percent-encoded; `text`
 * is the link's, plain. False, and nothing written, when NAME is no macro's name.
 */
bool macro_put_inline(struct conversion *c, const char *address, const char *text);

/* A plain name: letters, digits, `-`, `_`. */
bool macro_is_name(const char *name, size_t length);

#endif
