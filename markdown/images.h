/* SPDX-License-Identifier: MIT */
/* Images of Markdown and HTML as ac:image. */
#ifndef CMSYNC_MARKDOWN_IMAGES_H
#define CMSYNC_MARKDOWN_IMAGES_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct element_entry;

/* An HTML image's attributes; NULL for those it does not have. */
struct image {
    char *source;
    char *alt;
    char *title;
    char *width;
    char *height;
    char *align;
};

void image_put(struct conversion *c, const struct image *image);
void image_free(struct image *image);

/* A Markdown image: between the two calls its text is written, as the value of an attribute; its
   title stands in c->image_title at the end. */
void image_open(struct conversion *c, const char *source);
void image_close(struct conversion *c);

/* `{width=300 align=center}` behind an image, at `text` in what md4c reads: how many bytes are
   used, also of pieces that md4c has not handed over yet; 0 for none. */
size_t image_take_attributes(struct conversion *c, const char *text);

#endif
