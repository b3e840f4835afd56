/* SPDX-License-Identifier: MIT */
#include "uploader/remote.h"

#include "base/hex.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

const char *remote_text(struct memory_pool *pool, const struct json_t *json, ...)
{
    va_list names;
    va_start(names, json);
    const char *name;
    while ((name = va_arg(names, const char *)) != NULL)
        json = json_object_get(json, name);
    va_end(names);
    if (json_is_string(json))
        return memory_pool_copy(pool, json_string_value(json), json_string_length(json));
    char number[32] = "";
    if (json_is_integer(json))
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(json));
    return memory_pool_copy(pool, number, strlen(number));
}

const char *remote_json(struct memory_pool *pool, const struct json_t *json)
{
    char *printed = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    const char *kept = memory_pool_copy(pool, printed, printed == NULL ? 0 : strlen(printed));
    memory_free(&printed);
    return kept;
}

void remote_take_body(struct remote_page *page, const struct json_t *json, struct memory_pool *pool)
{
    const json_t *storage = json_object_get(json_object_get(json, "body"), "storage");
    const json_t *body = json_object_get(storage, "value");
    page->has_body = json_is_string(body);
    if (!page->has_body)
        return;
    page->body.size = json_string_length(body);
    page->body.data =
        (const unsigned char *)memory_pool_copy(pool, json_string_value(body), page->body.size);
}

int64_t remote_number(const struct json_t *json, const char *name, int64_t missing)
{
    const json_t *member = json_object_get(json, name);
    if (json_is_integer(member))
        return json_integer_value(member);
    if (!json_is_string(member))
        return missing;
    char *end;
    long long number = strtoll(json_string_value(member), &end, 10);
    return end == json_string_value(member) || *end != '\0' ? missing : number;
}

static const char *decode_part(struct memory_pool *pool, const char *part, size_t length)
{
    char *decoded = memory_pool_copy(pool, part, length);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        int high = part[i] == '%' && i + 2 < length ? hex_value(part[i + 1]) : -1;
        int low = high >= 0 ? hex_value(part[i + 2]) : -1;
        bool is_escape = high >= 0 && low >= 0 && (high != 0 || low != 0);
        decoded[count++] = (char)(is_escape ? high << 4 | low : part[i]);
        i += is_escape ? 2 : 0;
    }
    decoded[count] = '\0';
    return decoded;
}

const char *remote_argument(struct memory_pool *pool, const char *address, const char *name)
{
    size_t name_length = strlen(name);
    const char *at = strchr(address, '?');
    while (at != NULL) {
        at++;
        size_t length = strcspn(at, "&#");
        if (length > name_length && at[name_length] == '=' && strncmp(at, name, name_length) == 0)
            return decode_part(pool, at + name_length + 1, length - name_length - 1);
        at = at[length] == '&' ? at + length : NULL;
    }
    return "";
}

const struct remote_page *remote_find_title(const struct remote_pages *pages, const char *title)
{
    for (size_t i = 0; i < pages->count; i++)
        if (strcmp(pages->items[i].title, title) == 0)
            return &pages->items[i];
    for (size_t i = 0; i < pages->count; i++)
        if (unicode_same_title(pages->items[i].title, title))
            return &pages->items[i];
    return NULL;
}

const struct remote_file *remote_find_file(const struct remote_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->items[i].name, name) == 0)
            return &files->items[i];
    for (size_t i = 0; i < files->count; i++)
        if (unicode_same_title(files->items[i].name, name))
            return &files->items[i];
    return NULL;
}
