/* SPDX-License-Identifier: MIT */
/* Files that pages show or link to: digest, size and, of images, how large they are. */
#ifndef CMSYNC_CONVERTER_INSPECT_H
#define CMSYNC_CONVERTER_INSPECT_H

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "converter/pixels.h"

#include <stdbool.h>
#include <stdint.h>

enum { INSPECT_MAX_BYTES = 100 * 1024 * 1024 };

struct inspection {
    struct digest digest;
    int64_t size;
    struct pixels pixels;
};

/* Called now and then while a file is read; false ends the reading. */
typedef bool inspect_tick(void *context);

/* Reads an open file, a part at a time. FILE_CHANGED also when the tick said to end. */
enum file_result inspect_read(
    int fd, struct inspection *inspection, inspect_tick *tick, void *context);

/* Says what is wrong and how to mend it, for a person. `limit` in bytes. Uses errno of
   beneath_open() or the reading. */
void inspect_explain(enum file_result result, size_t limit, struct text *out);

#endif
