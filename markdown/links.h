/* SPDX-License-Identifier: MIT */
/* Where a link leads: another page, a file, a fragment, the web, a macro, or nowhere. */
#ifndef CMSYNC_MARKDOWN_LINKS_H
#define CMSYNC_MARKDOWN_LINKS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct element_entry;

/* Opens the element for a link to `address` (decoded from Markdown or HTML). */
void link_open(struct conversion *c, const char *address, bool is_html);

/* Opens the element for `[[target]]`. */
void link_open_wiki(struct conversion *c, const char *target);

/* `<address>` that Markdown took for a link is none, or none that a reader could follow. `address`
   as it stands in what md4c reads. */
bool link_is_in_angles(struct conversion *c, const char *address, size_t length);

/* Warns, once a page, when `text`, which begins with `<`, is a tag of the storage format. */
void link_note_storage(struct conversion *c, const char *text, size_t length);

/* Behind a link: bytes of the attributes (`{.button target="_blank"}`) that `text`, in what md4c
   reads, begins with. Confluence has no use for them. */
size_t link_take_attributes(const struct conversion *c, const char *text);

/* The text of an inline macro is complete: the macro takes its place. */
void link_end_macro(struct conversion *c, const struct element_entry *entry);

/*
 * The tree path that the relative address means (decoded), or NULL when it leaves the tree. The
 * caller owns the result.
 */
char *link_target(const struct conversion *c, const char *address);

#endif
