/* SPDX-License-Identifier: MIT */
/* Pages and what hangs on them as JSON: Cloud's v2. Every result is owned by the caller. */
#ifndef CMSYNC_SANDBOX_REST_SHAPES_H
#define CMSYNC_SANDBOX_REST_SHAPES_H

#include "sandbox/exchange.h"

#include <jansson.h>

/* `YYYY-MM-DDTHH:MM:SS.mmmZ`, on Data Center with an offset. */
json_t *shape_time(const struct wiki *wiki, int64_t when_ms);

json_t *shape_id(int64_t id);

/* Cloud's account id, Data Center's user key. */
void shape_account(const char *user, char account[64]);
void shape_user_key(const char *user, char key[64]);

/* The path behind the base that shows the page. The caller owns it: free() it. */
char *shape_webui(const struct page *page);
void shape_tinyui(const struct page *page, char tiny[32]);

/* Of the newest revision, or of `revision`. */
json_t *shape_v2_page(
    const struct exchange *exchange, const struct page *page, const struct revision *revision);
/* The same with body and _links.base, as single pages are answered. */
json_t *shape_v2_single(
    const struct exchange *exchange, const struct page *page, const struct revision *revision);
json_t *shape_v2_version(const struct wiki *wiki, const struct revision *revision);
json_t *shape_v2_space(const struct exchange *exchange, const struct space *space);
json_t *shape_v2_attachment(const struct exchange *exchange, const struct attachment *attachment);
json_t *shape_v2_label(const struct label *label);
json_t *shape_v2_property(const struct exchange *exchange, const struct property *property);
json_t *shape_v2_comment(
    const struct exchange *exchange, const struct page *page, const struct comment *comment);

/* The path below the base where an attachment's bytes are. The caller owns it: free() it. */
char *shape_download(const struct wiki *wiki, const struct attachment *attachment);

#endif
