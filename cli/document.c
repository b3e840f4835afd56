/* SPDX-License-Identifier: MIT */
#include "cli/document.h"

#include "base/log.h"
#include "base/unicode.h"

#include <string.h>

#include <jansson.h>

static int add_part(const char *part, size_t length, void *context)
{
    text_add(context, part, length);
    return 0;
}

json_t *document_text(const char *text)
{
    size_t length = strlen(text);
    size_t valid = unicode_valid_length(text, length);
    if (valid == length)
        return json_stringn(text, length);
    struct text clean = text_new(3 * length);
    while (length > 0) {
        text_add(&clean, text, valid);
        text += valid;
        length -= valid;
        if (length > 0) {
            text_add_string(&clean, "\xEF\xBF\xBD");
            text++;
            length--;
        }
        valid = unicode_valid_length(text, length);
    }
    json_t *value = json_stringn(clean.data, clean.length);
    text_free(&clean);
    return value;
}

void document_print(json_t *value, struct text *out)
{
    if (json_dump_callback(value, add_part, out, JSON_COMPACT) < 0)
        fatal("cannot write JSON");
    text_add_char(out, '\n');
    json_decref(value);
}
