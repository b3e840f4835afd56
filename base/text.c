/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

static char empty[1];

struct text text_new(size_t limit)
{
    return (struct text){ .data = empty, .limit = limit };
}

void text_free(struct text *text)
{
    if (text->capacity > 0)
        free(text->data);
    *text = text_new(text->limit);
}

char *text_reserve(struct text *text, size_t length)
{
    if (length > text->limit - text->length) {
        text->overflowed = true;
        return NULL;
    }
    size_t needed = text->length + length + 1;
    if (needed > text->capacity) {
        size_t capacity = text->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : text->capacity;
        while (capacity < needed)
            capacity *= 2;
        text->data = memory_grow(text->capacity > 0 ? text->data : NULL, capacity, 1);
        text->data[text->length] = '\0';
        text->capacity = capacity;
    }
    return text->data + text->length;
}

void text_add(struct text *text, const char *data, size_t length)
{
    if (length == 0)
        return;
    char *end = text_reserve(text, length);
    if (end == NULL)
        return;
    memcpy(end, data, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    text_add(text, &c, 1);
}

void text_add_arguments(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length <= 0)
        return;
    char *end = text_reserve(text, (size_t)length);
    if (end == NULL)
        return;
    vsnprintf(end, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
}

void text_add_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(text, format, arguments);
    va_end(arguments);
}

void text_cut(struct text *text, size_t length)
{
    if (length >= text->length)
        return;
    text->length = length;
    text->data[length] = '\0';
}

char *text_take(struct text *text)
{
    char *taken = text->capacity > 0 ? text->data : memory_copy("", 0);
    *text = text_new(text->limit);
    return taken;
}
