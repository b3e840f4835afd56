/* SPDX-License-Identifier: MIT */
/* What was asked and answered: one JSON line a request, without credentials. */
#ifndef CMSYNC_SANDBOX_RECORD_H
#define CMSYNC_SANDBOX_RECORD_H

#include "sandbox/request.h"
#include "sandbox/response.h"

struct json_t;

/* In memory, and in the file `path` unless it is NULL. NULL and errno when that cannot be opened.
 */
struct record *record_new(const char *path);
void record_free(struct record **record);

/* Written at once, before the answer leaves. */
void record_add(struct record *record, const struct request *request,
    const struct response *response, const char *user, const char *fault);

/* The lines from sequence number `from` on as a JSON array. The caller owns it. */
struct json_t *record_list(const struct record *record, int64_t from);

/* Forgets the lines; sequence numbers go on. The file is cut to nothing. */
void record_reset(struct record *record);

#endif
