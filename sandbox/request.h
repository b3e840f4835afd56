/* SPDX-License-Identifier: MIT */
/* One HTTP request as the routes see it: decoded, whole, independent of the HTTP library. */
#ifndef CMSYNC_SANDBOX_REQUEST_H
#define CMSYNC_SANDBOX_REQUEST_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REQUEST_BODY_LIMIT = 512 * 1024 * 1024 };

struct field {
    char *name;
    char *value;
};

struct fields {
    struct field *list;
    size_t count;
};

void fields_add(struct fields *fields, const char *name, const char *value);
/* The first value of that name, or NULL; header names ignore case. */
const char *fields_get(const struct fields *fields, const char *name);
void fields_free(struct fields *fields);

/* One part of a form; `filename` is NULL for a text. */
struct part {
    char *name;
    char *filename;
    char *media_type; /* NULL: not given */
    struct text data;
};

struct request {
    char *method;
    char *target;            /* as it was sent: path and query */
    char *path;              /* still encoded */
    char *query;             /* still encoded, "" for none */
    struct fields arguments; /* decoded, of the query and of urlencoded forms */
    struct fields headers;
    struct text body;
    struct part *parts;
    size_t part_count;
    int64_t arrived_ms;
};

/* Splits `target`; the request owns copies. request_free() it. */
struct request *request_new(const char *method, const char *target);
void request_free(struct request **request);

/* Appends an empty part and returns it (until the next one is added). */
struct part *request_add_part(
    struct request *request, const char *name, const char *filename, const char *media_type);

/* `%XX` decoded, and `+` as a blank where `plus_is_blank`; what is no UTF-8 then becomes U+FFFD.
   The caller owns the result. */
char *request_decode(const char *text, size_t length, bool plus_is_blank);

/* Everything but RFC 3986's unreserved characters as `%XX`. The caller owns the result. */
char *request_encode(const char *text);

/* The header's value, or "" when it is absent. */
const char *request_header(const struct request *request, const char *name);

/* The argument's value, or NULL. */
const char *request_argument(const struct request *request, const char *name);

/* The argument as a number, `missing` when it is absent or none. */
int64_t request_number(const struct request *request, const char *name, int64_t missing);

/* The content type starts with `type`. */
bool request_is(const struct request *request, const char *type);

#endif
