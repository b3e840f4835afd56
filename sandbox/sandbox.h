/* SPDX-License-Identifier: MIT */
/*
 * A Confluence without a network: requests in, answers out. server.c puts HTTP around it, tests
 * call it directly. One thread.
 */
#ifndef CMSYNC_SANDBOX_SANDBOX_H
#define CMSYNC_SANDBOX_SANDBOX_H

#include "sandbox/faults.h"
#include "sandbox/request.h"
#include "sandbox/response.h"
#include "sandbox/settings.h"
#include "sandbox/wiki/wiki.h"

struct record;
struct wiki_archive;

struct options {
    enum edition edition;
    int port;
    const char *context; /* "" or `/name` */
    const char *space;
    const char *token; /* NULL: any */
    const char *user;  /* NULL: any */
    const char *record;
    const char *data;
    const char *faults;
    const char *tls_certificate; /* NULL: plain http */
    const char *tls_key;
    struct settings settings;
};

enum { SANDBOX_WRITERS = 64 };

struct sandbox {
    struct options options;
    struct settings settings;
    struct wiki *wiki;
    struct faults *faults;
    struct record *record;
    struct wiki_archive *archive;
    char *site; /* `http://127.0.0.1:PORT`, with TLS https: */
    char *base; /* site and context */
    char *cloud_id;
    int64_t rate_tokens;
    int64_t rate_filled_ms;
    int64_t last_task;
    const struct request *writing_files[SANDBOX_WRITERS]; /* on their way, see sandbox_enter() */
};

/* Opens what the options name (record, data); ends the process when that fails. Call
   sandbox_set_port() before the first answer. */
struct sandbox *sandbox_new(const struct options *options);
void sandbox_free(struct sandbox **sandbox);
void sandbox_set_port(struct sandbox *sandbox, int port);

/* The fault that the next request meets, or NULL. Counts: call it once per request. */
const struct fault *sandbox_take_fault(struct sandbox *sandbox, const struct request *request);

/* A request has arrived as a whole, and has been answered: what overlaps can collide. Without
   these calls nothing does. */
void sandbox_enter(struct sandbox *sandbox, const struct request *request);
void sandbox_leave(struct sandbox *sandbox, const struct request *request);

/* Does what the request asks, or what the fault says instead; records it. */
void sandbox_answer(struct sandbox *sandbox, const struct request *request,
    const struct fault *fault, struct response *response);

#endif
