/* SPDX-License-Identifier: MIT */
/* Refusals in the words and envelopes of the real ones. */
#ifndef CMSYNC_SANDBOX_REST_ERRORS_H
#define CMSYNC_SANDBOX_REST_ERRORS_H

#include "sandbox/exchange.h"

/* Which family of routes speaks: v2's envelope or v1's (with Data Center's additions). */
bool error_is_v2(const struct exchange *exchange);

void error_v2(struct exchange *exchange, int status, const char *code, const char *title);

/* `exception` is the end of a Java class name, which only Cloud shows. */
void error_v1(struct exchange *exchange, int status, const char *exception, const char *message);

/* A 400 with that message in the envelope of the route. */
void error_bad_request(struct exchange *exchange, const char *message);

/* What the wiki refused. */
void error_wiki(struct exchange *exchange, enum wiki_result result, const struct wiki_error *error);

/* No page with the id that the path names. */
void error_no_page(struct exchange *exchange, const char *id);

void error_no_space(struct exchange *exchange, const char *key);

/* The HTML page of a web server in front of Confluence. */
void error_html(struct response *response, int status);

const char *error_reason(int status);

#endif
