/* SPDX-License-Identifier: MIT */
/* One request on its way through the routes, and the table that finds its handler. */
#ifndef CMSYNC_SANDBOX_EXCHANGE_H
#define CMSYNC_SANDBOX_EXCHANGE_H

#include "sandbox/sandbox.h"

#include <stdbool.h>

struct json_t;

enum { EXCHANGE_VALUES = 4, EXCHANGE_USER_BYTES = 256 };

struct exchange {
    struct sandbox *sandbox;
    struct wiki *wiki;
    const struct request *request;
    struct response *response;
    char user[EXCHANGE_USER_BYTES];
    const char *path;              /* below the context, still encoded */
    char *values[EXCHANGE_VALUES]; /* what stood for the pattern's `{...}`, decoded */
    size_t value_count;
    bool is_anonymous;
    bool is_bearer;
    bool is_gateway;
};

typedef void exchange_handler(struct exchange *exchange);

/* `/rest/api/content/{id}`: a segment in braces takes one segment of the path. */
struct route {
    const char *method;
    const char *pattern;
    exchange_handler *handle;
};

enum exchange_match { MATCH_NONE, MATCH_OTHER_METHOD, MATCH_HANDLED };

/* Calls the first route of the table (which ends with a NULL method) that fits. */
enum exchange_match exchange_route(struct exchange *exchange, const struct route *routes);

bool exchange_is_cloud(const struct exchange *exchange);

/* The captured value as a number; 0 when it is none. `att123` counts as 123. */
int64_t exchange_id(const struct exchange *exchange, size_t index);

/* The body as JSON; NULL after a 400. The caller owns the result: json_decref() it. */
struct json_t *exchange_json(struct exchange *exchange);

/* Answers with JSON and releases it. */
void exchange_reply(struct exchange *exchange, int status, struct json_t *json);

#endif
