/* SPDX-License-Identifier: MIT */
/* Writing into the body of a conversion. The caller sees to it that what it writes is balanced. */
#ifndef CMSYNC_MARKDOWN_OUTPUT_H
#define CMSYNC_MARKDOWN_OUTPUT_H

#include "markdown/conversion.h"

#include <string.h>

/* Appends bytes that need no escaping. */
static inline void put(struct conversion *c, const char *data, size_t length)
{
    struct text *out = c->out;
    if (length < out->capacity - out->length) {
        memcpy(out->data + out->length, data, length);
        out->length += length;
    } else {
        text_add(out, data, length);
    }
}

static inline void put_string(struct conversion *c, const char *string)
{
    put(c, string, strlen(string));
}

#define PUT(c, literal) put(c, literal, sizeof(literal) - 1)

/* Appends character data. */
void put_escaped(struct conversion *c, const char *data, size_t length);

/* Appends the value of an attribute, without quotes. */
void put_attribute(struct conversion *c, const char *data, size_t length);

static inline void put_string_attribute(struct conversion *c, const char *string)
{
    put_attribute(c, string, strlen(string));
}

/* `<ac:parameter ac:name="NAME">value</ac:parameter>` */
void put_parameter(struct conversion *c, const char *name, const char *value, size_t length);

/* A mark of storage/references.h. */
void put_mark(struct conversion *c, bool is_close, size_t number);

#endif
