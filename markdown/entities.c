/* SPDX-License-Identifier: MIT */
#include "markdown/entities.h"

#include "base/unicode.h"
#include "markdown/bounds.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 31 };

static const struct entity {
    const char *name;
    const char *value;
} ENTITIES[] = {
#define ENTITY(name, value) { name, value },
#include "markdown/entities.def"
#undef ENTITY
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct entity *)element)->name);
}

static size_t decode_name(const char *name, size_t length, char out[ENTITY_MAX_BYTES])
{
    char key[NAME_MAX_BYTES + 1];
    if (length > NAME_MAX_BYTES)
        return 0;
    memcpy(key, name, length);
    key[length] = '\0';
    const struct entity *found =
        bsearch(key, ENTITIES, sizeof ENTITIES / sizeof ENTITIES[0], sizeof ENTITIES[0], compare);
    if (found == NULL)
        return 0;
    size_t size = strlen(found->value);
    memcpy(out, found->value, size + 1);
    return size;
}

static bool is_allowed(uint32_t c)
{
    return (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') && c <= 0x10FFFF &&
           (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
}

static size_t decode_number(const char *digits, size_t length, char out[ENTITY_MAX_BYTES])
{
    bool is_hex = length > 0 && (digits[0] == 'x' || digits[0] == 'X');
    char number[16];
    size_t skip = is_hex ? 1 : 0;
    if (length <= skip || length - skip >= sizeof number)
        return 0;
    memcpy(number, digits + skip, length - skip);
    number[length - skip] = '\0';
    char *end;
    unsigned long value = strtoul(number, &end, is_hex ? 16 : 10);
    if (*end != '\0')
        return 0;
    return unicode_encode(
        value <= UINT32_MAX && is_allowed((uint32_t)value) ? (uint32_t)value : 0xFFFD, out);
}

size_t entity_decode(const char *entity, size_t length, char out[ENTITY_MAX_BYTES])
{
    if (length < 3 || entity[0] != '&' || entity[length - 1] != ';')
        return 0;
    return entity[1] == '#' ? decode_number(entity + 2, length - 3, out)
                            : decode_name(entity + 1, length - 2, out);
}

void entity_decode_all(struct text *out, const char *data, size_t length)
{
    const char *end = data + length;
    while (data < end) {
        const char *hit = memchr(data, '&', (size_t)(end - data));
        if (hit == NULL)
            hit = end;
        text_add(out, data, (size_t)(hit - data));
        data = hit;
        if (data == end)
            return;
        size_t window =
            (size_t)(end - data) < NAME_MAX_BYTES + 2 ? (size_t)(end - data) : NAME_MAX_BYTES + 2;
        const char *close = memchr(data, ';', window);
        if (close != NULL && bounds_is_cut(data, (size_t)(close + 1 - data))) {
            data = close + 1;
            continue;
        }
        char decoded[ENTITY_MAX_BYTES];
        size_t size = close == NULL ? 0 : entity_decode(data, (size_t)(close + 1 - data), decoded);
        text_add(out, size > 0 ? decoded : "&", size > 0 ? size : 1);
        data = size > 0 ? close + 1 : data + 1;
    }
}
