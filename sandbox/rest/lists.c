/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/lists.h"

#include "base/base64.h"
#include "base/memory.h"
#include "sandbox/rest/errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { V2_MOST = 250, CURSOR_BYTES = 96 };

void list_add(struct list *list, const void *item)
{
    if ((list->count & (list->count - 1)) == 0)
        list->items = memory_grow(list->items, list->count ? list->count * 2 : 1, sizeof(void *));
    list->items[list->count++] = item;
}

static void free_list(struct list *list)
{
    memory_free(&list->items);
    list->count = 0;
}

/* Opaque to clients; ours to read. */
static void make_cursor(size_t start, char cursor[CURSOR_BYTES])
{
    char json[48];
    int length = snprintf(json, sizeof json, "{\"after\":%zu}", start);
    char *encoded = base64_encode(json, (size_t)length);
    char *url = request_encode(encoded);
    snprintf(cursor, CURSOR_BYTES, "%s", url);
    free(url);
    free(encoded);
}

/* Where the part starts; SIZE_MAX when the cursor is not ours. */
static size_t read_cursor(const char *cursor)
{
    static const char prefix[] = "{\"after\":";
    size_t start = SIZE_MAX;
    size_t size;
    char *end;
    if (!cursor || !*cursor)
        return 0;
    char *json = base64_decode(cursor, &size);
    if (json && strncmp(json, prefix, sizeof prefix - 1) == 0) {
        start = strtoull(json + sizeof prefix - 1, &end, 10);
        if (strcmp(end, "}") != 0)
            start = SIZE_MAX;
    }
    free(json);
    return start;
}

/* The request's arguments without those that say which part. */
static void add_arguments(const struct exchange *exchange, struct text *out)
{
    static const char *const own[] = { "cursor", "start", "limit", "next" };
    const struct fields *arguments = &exchange->request->arguments;
    for (size_t i = 0; i < arguments->count; i++) {
        bool is_own = false;
        for (size_t j = 0; j < sizeof own / sizeof *own; j++)
            is_own = is_own || strcmp(arguments->list[i].name, own[j]) == 0;
        if (is_own)
            continue;
        char *name = request_encode(arguments->list[i].name);
        char *value = request_encode(arguments->list[i].value);
        text_add_format(out, "%s=%s&", name, value);
        free(name);
        free(value);
    }
}

static json_t *make_part(const struct exchange *exchange, const struct list *list, size_t start,
    size_t limit, list_shape *shape)
{
    json_t *results = json_array();
    for (size_t i = start; i < list->count && i - start < limit; i++)
        json_array_append_new(results, shape(exchange, list->items[i]));
    return results;
}

void list_reply_v2(
    struct exchange *exchange, struct list *list, int64_t usual_limit, list_shape *shape)
{
    int64_t limit = request_number(exchange->request, "limit", usual_limit);
    size_t start = read_cursor(request_argument(exchange->request, "cursor"));
    if (limit < 1 || limit > V2_MOST || start == SIZE_MAX) {
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
            start == SIZE_MAX ? "Invalid cursor" : "limit must be between 1 and 250");
        free_list(list);
        return;
    }
    json_t *results = make_part(exchange, list, start, (size_t)limit, shape);
    json_t *links = json_object();
    struct text next = text_new(SIZE_MAX / 2);
    if (start + (size_t)limit < list->count) {
        char cursor[CURSOR_BYTES];
        make_cursor(start + (size_t)limit, cursor);
        text_add_format(&next, "%s%s?", exchange->sandbox->options.context, exchange->path);
        add_arguments(exchange, &next);
        text_add_format(&next, "limit=%lld&cursor=%s", (long long)limit, cursor);
        json_object_set_new(links, "next", json_string(next.data));
    }
    json_object_set_new(links, "base", json_string(exchange->sandbox->base));
    exchange_reply(exchange, 200, json_pack("{s:o,s:o}", "results", results, "_links", links));
    if (next.length) {
        struct text header = text_new(SIZE_MAX / 2);
        text_add_format(&header, "<%s>; rel=\"next\"", next.data);
        response_add_header(exchange->response, "Link", header.data);
        text_free(&header);
    }
    text_free(&next);
    free_list(list);
}

static json_t *v1_links(const struct exchange *exchange)
{
    const char *context = exchange->sandbox->options.context;
    json_t *links = json_pack("{s:s,s:s}", "base", exchange->sandbox->base, "context", context);
    json_object_set_new(
        links, "self", json_sprintf("%s%s", exchange->sandbox->base, exchange->path));
    return links;
}

json_t *list_part_v1(struct exchange *exchange, struct list *list, int64_t usual_limit,
    list_shape *shape, bool with_cursor)
{
    int64_t limit = request_number(exchange->request, "limit", usual_limit);
    int64_t most = exchange->sandbox->settings.list_limit;
    size_t start = with_cursor ? read_cursor(request_argument(exchange->request, "cursor"))
                               : (size_t)request_number(exchange->request, "start", 0);
    limit = limit < 0 ? 0 : limit > most ? most : limit;
    start = start > list->count ? list->count : start;
    json_t *results = make_part(exchange, list, start, (size_t)limit, shape);
    json_t *links = v1_links(exchange);
    size_t size = json_array_size(results);
    if (start + size < list->count && limit > 0) {
        struct text next = text_new(SIZE_MAX / 2);
        char cursor[CURSOR_BYTES];
        /* Data Center's path holds the context already, Cloud's does not. */
        text_add_format(&next, "%s%s?",
            exchange_is_cloud(exchange) ? "" : exchange->sandbox->options.context, exchange->path);
        if (exchange_is_cloud(exchange))
            text_add_string(&next, "next=true&");
        add_arguments(exchange, &next);
        make_cursor(start + size, cursor);
        if (with_cursor)
            text_add_format(&next, "limit=%lld&cursor=%s", (long long)limit, cursor);
        else
            text_add_format(&next, "limit=%lld&start=%zu", (long long)limit, start + (size_t)limit);
        json_object_set_new(links, "next", json_string(next.data));
        text_free(&next);
    }
    json_t *json = json_pack("{s:o,s:I,s:I,s:I,s:o}", "results", results, "start",
        (json_int_t)start, "limit", (json_int_t)limit, "size", (json_int_t)size, "_links", links);
    free_list(list);
    return json;
}

void list_reply_v1(
    struct exchange *exchange, struct list *list, int64_t usual_limit, list_shape *shape)
{
    exchange_reply(exchange, 200, list_part_v1(exchange, list, usual_limit, shape, false));
}
