/* SPDX-License-Identifier: MIT */
/* Bytes as hexadecimal digits. Pure. */
#ifndef CMSYNC_BASE_HEX_H
#define CMSYNC_BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* What a digit of either case counts; -1: it is none. */
int hex_value(char digit);

/* Two lower-case digits for each byte, and a NUL: `hex` has room for 2 * size + 1. */
void hex_print(const void *data, size_t size, char *hex);

/* Reads two lower-case digits for each of `size` bytes, and not behind a NUL. False when there are
   others; `data` may be written to all the same. */
bool hex_read(const char *hex, void *data, size_t size);

#endif
