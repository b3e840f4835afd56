/* SPDX-License-Identifier: MIT */
/* Requests to a sandbox without a network, for the tests of this folder. */
#ifndef CMSYNC_TESTS_UNIT_SANDBOX_ASK_H
#define CMSYNC_TESTS_UNIT_SANDBOX_ASK_H

#include "base/memory.h"
#include "sandbox/record.h"
#include "sandbox/sandbox.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { ASK_BYTES = 4096 };

struct asked {
    int status;
    json_t *json; /* NULL when the body is none */
    char *text;
    struct fields headers;
};

static inline struct sandbox *ask_open(enum edition edition, const char *token)
{
    struct options options = { .edition = edition,
        .context = edition == EDITION_CLOUD ? "/wiki" : "/confluence",
        .space = "DEMO",
        .token = token };
    settings_set_defaults(&options.settings);
    struct sandbox *sandbox = sandbox_new(&options);
    sandbox_set_port(sandbox, 8090);
    return sandbox;
}

static inline void ask_send(struct sandbox *sandbox, struct request *request, struct asked *asked)
{
    struct response response = { 0 };
    const struct fault *fault = sandbox_take_fault(sandbox, request);
    sandbox_answer(sandbox, request, fault, &response);
    asked->status = response.delivery == DELIVERY_NONE ? 0 : response.status;
    asked->text = memory_copy_part(response.body ? response.body : "", response.size);
    asked->json = json_loads(asked->text, JSON_DECODE_ANY, NULL);
    asked->headers = response.headers;
    response.headers = (struct fields){ 0 };
    response_clear(&response);
    request_free(&request);
}

/* `body` NULL: none. `header` is `Name: value` or NULL. */
static inline struct asked ask_with(struct sandbox *sandbox, const char *method, const char *target,
    const char *header, const char *body)
{
    struct asked asked = { 0 };
    struct request *request = request_new(method, target);
    fields_add(&request->headers, "Content-Type", "application/json");
    if (header) {
        char name[64];
        size_t length = strcspn(header, ":");
        snprintf(name, sizeof name, "%.*s", (int)length, header);
        fields_add(&request->headers, name, header + length + 2);
    }
    if (body)
        text_add_string(&request->body, body);
    ask_send(sandbox, request, &asked);
    return asked;
}

static inline struct asked ask(
    struct sandbox *sandbox, const char *method, const char *target, const char *body)
{
    return ask_with(sandbox, method, target, NULL, body);
}

/* One file, and a comment unless that is NULL. */
static inline struct asked ask_upload(struct sandbox *sandbox, const char *method,
    const char *target, const char *name, const char *bytes)
{
    struct asked asked = { 0 };
    struct request *request = request_new(method, target);
    fields_add(&request->headers, "Content-Type", "multipart/form-data; boundary=x");
    fields_add(&request->headers, "X-Atlassian-Token", "no-check");
    struct part *part = request_add_part(request, "file", name, "image/png");
    text_add_string(&part->data, bytes);
    part = request_add_part(request, "comment", NULL, "text/plain; charset=utf-8");
    text_add_string(&part->data, "caf\xc3\xa9");
    ask_send(sandbox, request, &asked);
    return asked;
}

static inline void ask_free(struct asked *asked)
{
    json_decref(asked->json);
    free(asked->text);
    fields_free(&asked->headers);
    *asked = (struct asked){ 0 };
}

/* Only the status. */
static inline int ask_status(
    struct sandbox *sandbox, const char *method, const char *target, const char *body)
{
    struct asked asked = ask(sandbox, method, target, body);
    int status = asked.status;
    ask_free(&asked);
    return status;
}

#endif
