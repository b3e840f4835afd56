/* SPDX-License-Identifier: MIT */
/* What came back for a call: bytes, status and the few headers that matter. */
#ifndef CMSYNC_UPLOADER_ANSWER_H
#define CMSYNC_UPLOADER_ANSWER_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

enum {
    ANSWER_BODY_MAX = 8 * 1024 * 1024,
    ANSWER_HEADERS_MAX = 64 * 1024,
    ANSWER_VALUE_BYTES = 256,
};

enum answer_delivery {
    ANSWER_COMPLETE, /* status, headers and the whole body are there */
    ANSWER_NOT_SENT, /* not one byte of the request left */
    ANSWER_LOST,     /* it may have arrived; we do not know what became of it */
};

enum answer_fault {
    ANSWER_FAULT_NONE,
    ANSWER_FAULT_NAME,    /* the host's name cannot be resolved */
    ANSWER_FAULT_CONNECT, /* nobody listens there, or the network is down */
    ANSWER_FAULT_TLS,     /* no trusted connection */
    ANSWER_FAULT_TIME,    /* it took too long */
    ANSWER_FAULT_SIZE,    /* the answer is larger than we take */
    ANSWER_FAULT_STOPPED, /* this process is to end */
    ANSWER_FAULT_BROKEN,  /* the connection ended in the middle */
};

struct answer {
    enum answer_delivery delivery;
    enum answer_fault fault;
    char error[ANSWER_VALUE_BYTES]; /* of the fault, for a person */
    long status;                    /* 0: none */
    struct text body;
    int64_t took_ms;
    size_t header_bytes;
    /* Headers; "" where there is none. */
    char content_type[ANSWER_VALUE_BYTES];
    char location[ANSWER_VALUE_BYTES];
    char date[ANSWER_VALUE_BYTES];
    char trace[ANSWER_VALUE_BYTES];   /* atl-traceid, atl-request-id, x-request-id */
    char login[ANSWER_VALUE_BYTES];   /* X-Seraph-LoginReason */
    char failure[ANSWER_VALUE_BYTES]; /* X-Failure-Category */
    char retry_after[ANSWER_VALUE_BYTES];
    char deprecation[ANSWER_VALUE_BYTES];
    int64_t remaining; /* -1: not said */
    bool is_near_limit;
};

/* An empty answer; answer_free() it. */
void answer_start(struct answer *answer);
void answer_free(struct answer *answer);

/* Takes one header line (with or without its line end). A status line starts over: what a proxy
   or `100 Continue` said before does not count. */
void answer_take_header(struct answer *answer, const char *line, size_t length);

/* The body as JSON, or NULL when it is none. The caller owns the result: json_decref() it. */
struct json_t *answer_json(const struct answer *answer);

/* The body looks like a web page. */
bool answer_is_html(const struct answer *answer);

/* Milliseconds since 1970 of an HTTP date (`Sun, 22 Nov 2026 14:04:30 GMT`), or -1. */
int64_t answer_date_ms(const char *date);

/* Milliseconds since 1970 of `2026-05-27T07:09:12[.016](Z|+02:00|+0200)`, or -1. */
int64_t answer_time_ms(const char *time);

#endif
