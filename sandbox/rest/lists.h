/* SPDX-License-Identifier: MIT */
/* Lists cut into pages, as v2 (cursor) and v1 (start, limit) do it. */
#ifndef CMSYNC_SANDBOX_REST_LISTS_H
#define CMSYNC_SANDBOX_REST_LISTS_H

#include "sandbox/exchange.h"

#include <jansson.h>

/* Everything there is; the functions below show a part of it. */
struct list {
    const void **items;
    size_t count;
};

void list_add(struct list *list, const void *item);

typedef json_t *list_shape(const struct exchange *exchange, const void *item);

/* Answers a part of `list` and frees it. */
void list_reply_v2(
    struct exchange *exchange, struct list *list, int64_t usual_limit, list_shape *shape);
void list_reply_v1(
    struct exchange *exchange, struct list *list, int64_t usual_limit, list_shape *shape);

/* v1 with a cursor (scan, search): the part, and its envelope is `more`'s to complete. */
json_t *list_part_v1(struct exchange *exchange, struct list *list, int64_t usual_limit,
    list_shape *shape, bool with_cursor);

#endif
