/* SPDX-License-Identifier: MIT */
/* Base64 with padding, on one line. */
#ifndef CMSYNC_BASE_BASE64_H
#define CMSYNC_BASE_BASE64_H

#include <stddef.h>

/* The caller owns the result: free() it. */
char *base64_encode(const void *data, size_t size);

/* The same into `text`, which has room for four bytes for each three begun of `data`, and one. */
void base64_encode_to(const void *data, size_t size, char *text);

/* The bytes with a NUL behind them, or NULL when `text` is not base64. The caller owns them. */
char *base64_decode(const char *text, size_t *size);

#endif
