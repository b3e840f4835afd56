/* SPDX-License-Identifier: MIT */
/* The part of CQL that clients use: comparisons joined by `and`. */
#ifndef CMSYNC_SANDBOX_REST_CQL_H
#define CMSYNC_SANDBOX_REST_CQL_H

#include "sandbox/wiki/wiki.h"

enum { CQL_TERMS = 16, CQL_BYTES = 256 };

struct cql_term {
    char field[32];
    char operator[3]; /* `=`, `!=` or `~` */
    char value[CQL_BYTES];
};

struct cql {
    struct cql_term terms[CQL_TERMS];
    size_t count;
};

/* 0, or -1 when it cannot be parsed. */
int cql_parse(struct cql *cql, const char *text);

bool cql_matches(const struct cql *cql, const struct page *page);

#endif
