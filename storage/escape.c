/* SPDX-License-Identifier: MIT */
#include "storage/escape.h"

#include "base/unicode.h"

#include <stdbool.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

static const char *const TEXT_ENTITIES[256] = {
    ['&'] = "&amp;",
    ['<'] = "&lt;",
    ['>'] = "&gt;",
};

static const char *const ATTRIBUTE_ENTITIES[256] = {
    ['&'] = "&amp;",
    ['<'] = "&lt;",
    ['>'] = "&gt;",
    ['"'] = "&quot;",
    ['\n'] = "&#10;",
    ['\r'] = "&#13;",
    ['\t'] = "&#9;",
};

static void escape_by(
    struct text *out, const char *data, size_t length, const char *const entities[256])
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        const char *entity = entities[(unsigned char)data[i]];
        if (entity == NULL)
            continue;
        text_add(out, data + start, i - start);
        text_add_string(out, entity);
        start = i + 1;
    }
    text_add(out, data + start, length - start);
}

void escape_text(struct text *out, const char *data, size_t length)
{
    escape_by(out, data, length, TEXT_ENTITIES);
}

void escape_attribute(struct text *out, const char *data, size_t length)
{
    escape_by(out, data, length, ATTRIBUTE_ENTITIES);
}

void escape_cdata(struct text *out, const char *data, size_t length)
{
    text_add_string(out, "<![CDATA[");
    const char *end = data + length;
    const char *hit;
    while ((hit = memmem(data, (size_t)(end - data), "]]>", 3)) != NULL) {
        text_add(out, data, (size_t)(hit + 2 - data));
        text_add_string(out, "]]><![CDATA[");
        data = hit + 2;
    }
    text_add(out, data, (size_t)(end - data));
    text_add_string(out, "]]>");
}

/* Length of the character at `data` that XML does not allow; 0 when it is allowed. Valid UTF-8. */
static size_t forbidden_length(const char *data, size_t length)
{
    unsigned char c = (unsigned char)data[0];
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
    if (c == 0xEF && length >= 3 && memcmp(data, "\xEF\xBF", 2) == 0 && (data[2] & 0x3E) == 0x3E)
        return 3;
    return 0;
}

static void clean_valid(struct text *out, const char *data, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i < length;) {
        size_t bad = forbidden_length(data + i, length - i);
        if (bad == 0) {
            i++;
            continue;
        }
        text_add(out, data + start, i - start);
        text_add_string(out, REPLACEMENT);
        i += bad;
        start = i;
    }
    text_add(out, data + start, length - start);
}

void escape_clean(struct text *out, const char *data, size_t length)
{
    while (length > 0) {
        size_t valid = unicode_valid_length(data, length);
        clean_valid(out, data, valid);
        data += valid;
        length -= valid;
        if (length == 0)
            return;
        text_add_string(out, REPLACEMENT);
        data++;
        length--;
    }
}
