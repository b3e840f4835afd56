/* SPDX-License-Identifier: MIT */
#include "converter/pixels.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_MAX = 100000, SVG_TAG_MAX_BYTES = 4096 };

static int64_t big_endian(const unsigned char *data, int bytes)
{
    int64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | data[i];
    return value;
}

static int64_t little_endian(const unsigned char *data, int bytes)
{
    int64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | data[i];
    return value;
}

static bool has(const unsigned char *data, size_t size, size_t at, const char *bytes)
{
    size_t length = strlen(bytes);
    return size >= at + length && memcmp(data + at, bytes, length) == 0;
}

static struct pixels png(const unsigned char *data, size_t size)
{
    if (size < 24 || !has(data, size, 12, "IHDR"))
        return (struct pixels){ 0 };
    return (struct pixels){ big_endian(data + 16, 4), big_endian(data + 20, 4) };
}

static struct pixels gif(const unsigned char *data, size_t size)
{
    if (size < 10)
        return (struct pixels){ 0 };
    return (struct pixels){ little_endian(data + 6, 2), little_endian(data + 8, 2) };
}

/* Three kinds of first chunk (RFC 9649): lossy, lossless, extended. */
static struct pixels webp(const unsigned char *data, size_t size)
{
    if (size < 30)
        return (struct pixels){ 0 };
    if (has(data, size, 12, "VP8 "))
        return (struct pixels){ little_endian(data + 26, 2) & 0x3fff,
            little_endian(data + 28, 2) & 0x3fff };
    if (has(data, size, 12, "VP8L")) {
        int64_t bits = little_endian(data + 21, 4);
        return (struct pixels){ (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1 };
    }
    if (has(data, size, 12, "VP8X"))
        return (struct pixels){ little_endian(data + 24, 3) + 1, little_endian(data + 27, 3) + 1 };
    return (struct pixels){ 0 };
}

/* Start of frame: C0 to CF without the tables C4, C8 and CC. */
static bool is_frame(unsigned char marker)
{
    return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static struct pixels jpeg(const unsigned char *data, size_t size)
{
    size_t at = 2;
    while (at + 9 < size && data[at] == 0xff) {
        unsigned char marker = data[at + 1];
        if (marker == 0xff) { /* fill byte */
            at++;
            continue;
        }
        if (is_frame(marker))
            return (struct pixels){ big_endian(data + at + 7, 2), big_endian(data + at + 5, 2) };
        if (marker == 0xd9 || marker == 0xda)
            break;
        at += 2 + (size_t)big_endian(data + at + 2, 2);
    }
    return (struct pixels){ 0 };
}

/* The quotation mark that an attribute's value begins with; NULL when there is none. */
static const char *svg_value(const char *tag, const char *name)
{
    const char *at = strstr(tag, name);
    if (at == NULL)
        return NULL;
    at += strlen(name);
    return *at == '"' || *at == '\'' ? at : NULL;
}

/* The value of an attribute as a number of pixels; 0 when it is in other units. */
static int64_t svg_length(const char *tag, const char *name)
{
    const char *quote = svg_value(tag, name);
    if (quote == NULL)
        return 0;
    char *end = NULL;
    double value = strtod(quote + 1, &end);
    if (strncmp(end, "px", 2) == 0)
        end += 2;
    return *end == *quote && value >= 1 && value <= PIXELS_MAX ? (int64_t)(value + 0.5) : 0;
}

static struct pixels svg_view_box(const char *tag)
{
    const char *quote = svg_value(tag, " viewBox=");
    double numbers[4] = { 0 };
    if (quote == NULL)
        return (struct pixels){ 0 };
    const char *at = quote + 1;
    for (int i = 0; i < 4; i++) {
        char *end = NULL;
        numbers[i] = strtod(at, &end);
        if (end == at)
            return (struct pixels){ 0 };
        at = end + (*end == ',');
    }
    if (!(numbers[2] >= 1 && numbers[2] <= PIXELS_MAX && numbers[3] >= 1 &&
            numbers[3] <= PIXELS_MAX))
        return (struct pixels){ 0 };
    return (struct pixels){ (int64_t)(numbers[2] + 0.5), (int64_t)(numbers[3] + 0.5) };
}

static struct pixels svg(const unsigned char *data, size_t size)
{
    const unsigned char *start = memmem(data, size, "<svg", 4);
    if (start == NULL)
        return (struct pixels){ 0 };
    size_t rest = size - (size_t)(start - data);
    const unsigned char *end = memchr(start, '>', rest);
    size_t length = end != NULL ? (size_t)(end - start) : rest;
    if (length > SVG_TAG_MAX_BYTES)
        length = SVG_TAG_MAX_BYTES;
    char *tag = memory_copy_part((const char *)start, length);
    for (char *c = tag; *c != '\0'; c++)
        if (isspace((unsigned char)*c))
            *c = ' ';
    struct pixels pixels = { svg_length(tag, " width="), svg_length(tag, " height=") };
    if (pixels.width == 0 || pixels.height == 0)
        pixels = svg_view_box(tag);
    memory_free(&tag);
    return pixels;
}

struct pixels pixels_of(const unsigned char *data, size_t size)
{
    struct pixels pixels = { 0 };
    if (has(data, size, 0, "\x89PNG\r\n\x1a\n"))
        pixels = png(data, size);
    else if (has(data, size, 0, "GIF8"))
        pixels = gif(data, size);
    else if (has(data, size, 0, "RIFF") && has(data, size, 8, "WEBP"))
        pixels = webp(data, size);
    else if (has(data, size, 0, "\xff\xd8\xff"))
        pixels = jpeg(data, size);
    else if (has(data, size, 0, "<") || has(data, size, 0, "\xef\xbb\xbf<"))
        pixels = svg(data, size);
    if (pixels.width < 1 || pixels.width > PIXELS_MAX || pixels.height < 1 ||
        pixels.height > PIXELS_MAX)
        return (struct pixels){ 0 };
    return pixels;
}
