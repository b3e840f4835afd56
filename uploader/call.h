/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request as data: built without a network, so that it can be checked against
 * Atlassian's documents, and sent by http.c.
 */
#ifndef CMSYNC_UPLOADER_CALL_H
#define CMSYNC_UPLOADER_CALL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct json_t;

enum { CALL_TARGET_MAX = 32 * 1024, CALL_BODY_MAX = 48 * 1024 * 1024 };

/* What the target is relative to. */
enum call_base {
    CALL_BASE_API,  /* where requests go: api_url, else the site's address */
    CALL_BASE_HOST, /* scheme, host and port of the site's address */
};

/* The parts of a multipart upload. Everything is borrowed. */
struct call_file {
    const char *name; /* NULL: no upload */
    const char *comment;
    const void *data;
    size_t size;
    bool is_minor;
};

struct call {
    const char *operation; /* `create the page`, for messages */
    const char *method;
    enum call_base base;
    struct text target; /* path and query, percent-encoded */
    struct text body;   /* JSON; empty: none */
    struct call_file file;
    bool is_changing;
    bool is_once;       /* a second copy would do harm: never on a connection that was used */
    bool is_action;     /* a form of the web pages: it has to say that it is not forged */
    bool is_anonymous;  /* goes out without the credential */
    bool is_impossible; /* it cannot be said in JSON (no UTF-8), or is too long */
};

/* An empty call. `operation` and `method` are borrowed. call_free() it. */
void call_start(struct call *call, const char *operation, const char *method);
void call_free(struct call *call);

/* A piece of the path as it is; a piece that is percent-encoded whole. */
void call_add_path(struct call *call, const char *path);
void call_add_segment(struct call *call, const char *segment);

/* `name=value` behind `?` or `&`, both percent-encoded. */
void call_add_query(struct call *call, const char *name, const char *value);

/* The body; takes the reference to `json`. NULL makes the call impossible. */
void call_set_json(struct call *call, struct json_t *json);

/* Is this a multipart upload? */
bool call_is_upload(const struct call *call);

#endif
