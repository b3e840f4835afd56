/* SPDX-License-Identifier: MIT */
#include "sandbox/exchange.h"

#include "sandbox/rest/errors.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static void release_values(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->value_count; i++)
        free(exchange->values[i]);
    exchange->value_count = 0;
}

/* Compares segment by segment and captures. */
static bool fits(struct exchange *exchange, const char *pattern)
{
    const char *path = exchange->path;
    release_values(exchange);
    while (*pattern && *path) {
        size_t pattern_length = strcspn(pattern + 1, "/");
        size_t path_length = strcspn(path + 1, "/");
        if (pattern[1] == '{' && path_length && exchange->value_count < EXCHANGE_VALUES)
            exchange->values[exchange->value_count++] =
                request_decode(path + 1, path_length, false);
        else if (pattern_length != path_length || strncmp(pattern + 1, path + 1, path_length) != 0)
            return false;
        pattern += pattern_length + 1;
        path += path_length + 1;
    }
    return *pattern == '\0' && (*path == '\0' || strcmp(path, "/") == 0);
}

enum exchange_match exchange_route(struct exchange *exchange, const struct route *routes)
{
    enum exchange_match match = MATCH_NONE;
    const char *method = exchange->request->method;
    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    for (const struct route *route = routes; route->method; route++) {
        if (!fits(exchange, route->pattern))
            continue;
        match = MATCH_OTHER_METHOD;
        if (strcmp(route->method, method) != 0)
            continue;
        route->handle(exchange);
        match = MATCH_HANDLED;
        break;
    }
    release_values(exchange);
    return match;
}

bool exchange_is_cloud(const struct exchange *exchange)
{
    return exchange->wiki->edition == EDITION_CLOUD;
}

int64_t exchange_id(const struct exchange *exchange, size_t index)
{
    const char *value = exchange->values[index];
    char *end;
    if (strncmp(value, "att", 3) == 0)
        value += 3;
    long long id = strtoll(value, &end, 10);
    return *end || id < 0 ? 0 : id;
}

json_t *exchange_json(struct exchange *exchange)
{
    const struct text *body = &exchange->request->body;
    json_error_t error;
    json_t *json = json_loadb(body->data, body->length, JSON_DECODE_ANY, &error);
    if (!json)
        error_bad_request(exchange, error.text);
    return json;
}

void exchange_reply(struct exchange *exchange, int status, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(json);
    if (!text)
        abort();
    response_set(exchange->response, status, "application/json", text, strlen(text));
    free(text);
}
