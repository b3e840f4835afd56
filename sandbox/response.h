/* SPDX-License-Identifier: MIT */
/* One HTTP answer before it is sent, and how badly it is to be sent. */
#ifndef CMSYNC_SANDBOX_RESPONSE_H
#define CMSYNC_SANDBOX_RESPONSE_H

#include "sandbox/request.h"

#include <stddef.h>
#include <stdint.h>

enum delivery {
    DELIVERY_WHOLE,
    DELIVERY_NONE,      /* the connection is closed without a byte */
    DELIVERY_TRUNCATED, /* half the body, then the connection is closed */
    DELIVERY_SLOW,      /* one byte a second */
    DELIVERY_TOO_SHORT, /* Content-Length says less than is sent */
    DELIVERY_GIANT,     /* blanks without an end in front of the body: `giant_bytes` of them */
};

struct response {
    int status;
    struct fields headers;
    char *body; /* NULL for none */
    size_t size;
    enum delivery delivery;
    int64_t giant_bytes;
};

/* Forgets what was set, keeps nothing. */
void response_clear(struct response *response);

void response_add_header(struct response *response, const char *name, const char *value);

/* A copy of `size` bytes as the body. */
void response_set(
    struct response *response, int status, const char *media_type, const void *body, size_t size);

/* An HTML text. */
void response_set_html(struct response *response, int status, const char *html);

/* Only a status. */
void response_set_empty(struct response *response, int status);

#endif
