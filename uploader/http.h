/* SPDX-License-Identifier: MIT */
/*
 * The only place that talks to the network. One handle, one request at a time, limits on
 * everything, no redirect followed, nothing repeated.
 */
#ifndef CMSYNC_UPLOADER_HTTP_H
#define CMSYNC_UPLOADER_HTTP_H

#include "uploader/answer.h"
#include "uploader/call.h"

#include <stdbool.h>

struct http;

/* Called a few times a second while a request runs; false: this process is to stop. */
typedef bool http_tick(void *context);

struct http_settings {
    const char *ca_file; /* "" for the system's */
    const char *proxy;   /* "" for what the environment says */
    bool is_reader;      /* a request that is no GET ends the process */
    long connect_ms;     /* the most that finding and reaching the server takes; 0: 10 s */
    http_tick *tick;
    void *context;
};

/* NULL (logged) when libcurl cannot be used. Copies the settings. */
struct http *http_open(const struct http_settings *settings);
void http_close(struct http **http);

/*
 * Sends `call` to `base` (address without a slash at its end) and waits for the answer, which was
 * answer_start()ed. `authorization` is a header line, or NULL; it goes to the host of `base` and
 * nowhere else. A request that is to end with this process is given a few seconds.
 */
void http_perform(struct http *http, const char *base, const char *authorization,
    const struct call *call, struct answer *answer);

#endif
