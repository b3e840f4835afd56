/* SPDX-License-Identifier: MIT */
/* Headings: their fragments, their anchors, and which of them is the page's title. */
#ifndef CMSYNC_MARKDOWN_HEADINGS_H
#define CMSYNC_MARKDOWN_HEADINGS_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct text;

/* `:name:` in a heading: a character on the page, a word in the heading's fragment. */
struct heading_emoji {
    const char *name;
    size_t length;
    size_t at; /* of the character in the output */
    size_t behind;
};

enum { HEADING_EMOJI_MAX = 16 };

/* The one that is open. */
struct heading {
    struct heading_emoji emoji[HEADING_EMOJI_MAX];
    size_t emoji_count;
    bool is_open;
    size_t references; /* of the page when it was opened */
};

/* The id in `#id .class key=value`, maybe behind a colon, into `id`; false when that is something
   else. */
bool heading_read_attributes(const char *at, const char *end, struct text *id);

void heading_open(struct conversion *c, unsigned level);
void heading_close(struct conversion *c, unsigned level);

/* A heading in HTML ends that begins at `start` of the output: it has a fragment, too. */
void heading_end_html(struct conversion *c, size_t start);

/* An emoji was put into what may be a heading. */
void heading_note_emoji(struct conversion *c, const struct heading_emoji *emoji);

/* A fragment that something other than a heading offers (`id=` of raw HTML). */
void heading_put_anchor(struct conversion *c, const char *name);

/* The page offers `fragment`: its anchor is in the body whether linked to or not. */
void heading_add_anchor(struct conversion *c, const char *fragment);

/* Title as Confluence takes it: one line, squeezed, NFC, at most 255 UTF-16 units. The caller
   owns the result. */
char *heading_title(const char *text);

/* Settles the page's list of fragments and its second names. */
void headings_finish(struct conversion *c);

#endif
