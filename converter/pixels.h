/* SPDX-License-Identifier: MIT */
/* How large an image is, from the beginning of its file. Any bytes are allowed. */
#ifndef CMSYNC_CONVERTER_PIXELS_H
#define CMSYNC_CONVERTER_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/* What a file's header may need: photographs carry a preview before their size. */
enum { PIXELS_HEADER_BYTES = 256 * 1024 };

struct pixels {
    int64_t width; /* both 0: not known */
    int64_t height;
};

/* Of PNG, JPEG, GIF, WebP and SVG. */
struct pixels pixels_of(const unsigned char *data, size_t size);

#endif
