/* SPDX-License-Identifier: MIT */
/*
 * A growable byte string with a maximum given when it is made. Past the maximum nothing is added
 * and `overflowed` is set: look once at the end, not after each call. `data` is NUL-terminated
 * (never NULL) and may hold NUL bytes.
 */
#ifndef CMSYNC_BASE_TEXT_H
#define CMSYNC_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit;
    bool overflowed;
};

/* An empty text of at most `limit` bytes. text_free() it. */
struct text text_new(size_t limit);
void text_free(struct text *text);

void text_add(struct text *text, const char *data, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_add_format(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_add_arguments(struct text *text, const char *format, va_list arguments);

/* Makes room for `length` more bytes and returns where they go; the caller then adds to `length`
   of the text what it wrote. NULL when the limit does not allow them. */
char *text_reserve(struct text *text, size_t length);

/* Shortens to `length` bytes. */
void text_cut(struct text *text, size_t length);

/* Gives the bytes away and leaves the text empty. The caller owns the result: free() it. */
char *text_take(struct text *text) __attribute__((returns_nonnull));

#endif
