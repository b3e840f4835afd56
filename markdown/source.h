/* SPDX-License-Identifier: MIT */
/*
 * A file's bytes as text that XML can hold: no byte order mark, no control characters, valid
 * UTF-8; and the way back from an offset to line and column.
 */
#ifndef CMSYNC_MARKDOWN_SOURCE_H
#define CMSYNC_MARKDOWN_SOURCE_H

#include <stddef.h>

struct source {
    const char *data; /* borrowed when nothing had to be changed */
    size_t length;
    char *owned;
    size_t invalid_at; /* offset in `data` of the first byte that was not UTF-8; SIZE_MAX none */
    size_t control_at; /* the same for control characters */
    size_t replaced;   /* how many characters became U+FFFD */
};

/* `data` must outlive the source. source_free() it. */
struct source source_open(const char *data, size_t length);
void source_free(struct source *source);

/* Line of `offset`, from 1, when `from` (an offset not behind it) is on line `line`. */
size_t source_line(const struct source *source, size_t from, size_t line, size_t offset);

#endif
