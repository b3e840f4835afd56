/* SPDX-License-Identifier: MIT */
#include "cli/document.h"

#include "base/log.h"
#include "base/memory.h"
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
    char *repaired = unicode_repaired(text);
    json_t *json = json_string(repaired);
    memory_free(&repaired);
    return json;
}

void document_print(json_t *value, struct text *out)
{
    if (json_dump_callback(value, add_part, out, JSON_COMPACT) < 0)
        fatal("cannot write JSON");
    text_add_char(out, '\n');
    json_decref(value);
}
