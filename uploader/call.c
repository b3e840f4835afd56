/* SPDX-License-Identifier: MIT */
#include "uploader/call.h"

#include <string.h>

#include <jansson.h>

void call_start(struct call *call, const char *operation, const char *method)
{
    *call = (struct call){ .operation = operation, .method = method };
    call->target = text_new(CALL_TARGET_MAX);
    call->body = text_new(CALL_BODY_MAX);
    call->is_changing = strcmp(method, "GET") != 0;
}

void call_free(struct call *call)
{
    text_free(&call->target);
    text_free(&call->body);
}

/* Everything but unreserved characters: Tomcat refuses raw `[`, `]`, `|` and `{`. */
static void add_encoded(struct text *out, const char *value)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~";
    for (const char *c = value; *c != '\0'; c++) {
        if (strchr(unreserved, *c) != NULL)
            text_add_char(out, *c);
        else
            text_add_format(out, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

static void check(struct call *call)
{
    call->is_impossible = call->is_impossible || call->target.overflowed || call->body.overflowed;
}

void call_add_path(struct call *call, const char *path)
{
    text_add_string(&call->target, path);
    check(call);
}

void call_add_segment(struct call *call, const char *segment)
{
    /* A segment of dots would climb; ids from a server are not to be trusted with that. */
    if (segment[0] == '\0' || strspn(segment, ".") == strlen(segment))
        call->is_impossible = true;
    add_encoded(&call->target, segment);
    check(call);
}

void call_add_query(struct call *call, const char *name, const char *value)
{
    bool is_first = strchr(call->target.data, '?') == NULL;
    text_add_char(&call->target, is_first ? '?' : '&');
    add_encoded(&call->target, name);
    text_add_char(&call->target, '=');
    add_encoded(&call->target, value);
    check(call);
}

static int append(const char *data, size_t length, void *context)
{
    struct call *call = context;
    text_add(&call->body, data, length);
    return call->body.overflowed ? -1 : 0;
}

void call_set_json(struct call *call, struct json_t *json)
{
    if (json == NULL || json_dump_callback(json, append, call, JSON_COMPACT) != 0)
        call->is_impossible = true;
    json_decref(json);
    check(call);
}

bool call_is_upload(const struct call *call)
{
    return call->file.name != NULL;
}
