/* SPDX-License-Identifier: MIT */
/* Content as JSON in v1's way, Data Center's and Cloud's. Every result is the caller's. */
#ifndef CMSYNC_SANDBOX_REST_SHAPES_V1_H
#define CMSYNC_SANDBOX_REST_SHAPES_V1_H

#include "sandbox/exchange.h"

#include <jansson.h>

/* What `expand` (comma-separated) names; NULL for nothing. */
bool shape_v1_wants(const char *expand, const char *name);

/* `revision` NULL: the newest. */
json_t *shape_v1_content(const struct exchange *exchange, const struct page *page,
    const struct revision *revision, const char *expand);
json_t *shape_v1_attachment(
    const struct exchange *exchange, const struct attachment *attachment, const char *expand);
json_t *shape_v1_user(const struct exchange *exchange, const char *user);
json_t *shape_v1_space(const struct exchange *exchange, const struct space *space);
json_t *shape_v1_label(const struct exchange *exchange, const struct label *label);
json_t *shape_v1_property(
    const struct exchange *exchange, const struct page *page, const struct property *property);
json_t *shape_v1_version(
    const struct exchange *exchange, int64_t content_id, const struct revision *revision);

#endif
