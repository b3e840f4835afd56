/* SPDX-License-Identifier: MIT */
/* Which addresses the token may be sent to. */
#ifndef CMSYNC_CONFIG_SITE_URL_H
#define CMSYNC_CONFIG_SITE_URL_H

#include "config/problem.h"

#include <stdbool.h>

/*
 * https, or http to a loopback address; a host; no credentials, query, fragment or odd characters.
 * 0, or -1 and a problem without place that names `key`.
 */
int site_url_check(const char *key, const char *url, struct problem *problem)
    __attribute__((warn_unused_result));

/* The host of an address, in lower case, without its port; "" for none. */
void site_url_host(const char *url, struct text *host);

/* Whether the address never leaves this computer. */
bool site_url_is_loopback(const char *url);

/* Whether an address looks like Cloud's: https://SITE.atlassian.net/wiki, or, under a domain of its
   own, one that ends in /wiki. */
bool site_url_seems_cloud(const char *url);

/* The address of Confluence from what is copied out of a browser: with https://, on Cloud cut to
   `https://SITE.atlassian.net/wiki`, without a slash at its end. */
void site_url_tidy(const char *typed, struct text *out);

/* The space's key from itself or from an address of the space (`.../spaces/DOCS/overview`). */
void site_url_space(const char *typed, struct text *out);

/* Cloud for certain: an e-mail address belongs to the token there. */
bool site_url_is_cloud(const char *url);

#endif
