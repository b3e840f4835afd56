/* SPDX-License-Identifier: MIT */
/* The tables of routes; each ends with a NULL method. Patterns are below the context. */
#ifndef CMSYNC_SANDBOX_REST_ROUTES_H
#define CMSYNC_SANDBOX_REST_ROUTES_H

#include "sandbox/exchange.h"

extern const struct route routes_cloud_pages[];
extern const struct route routes_cloud_lists[];
extern const struct route routes_cloud_properties[];
extern const struct route routes_cloud_v1[]; /* what v1 has on Cloud only */
extern const struct route routes_datacenter[];
extern const struct route routes_content[]; /* v1 of both; Cloud has removed it in parts */
extern const struct route routes_files[];   /* v1 attachments of both */
extern const struct route routes_labels[];  /* v1 labels, properties, restrictions of both */
extern const struct route routes_search[];  /* v1 search, users of both */

/* The page of value 0 that the user may see; NULL after a 404. Pages in the trash count unless
   `only_current`. */
struct page *routes_page(struct exchange *exchange, bool only_current);

/* routes_page() that the user may also change; NULL after a refusal. */
struct page *routes_page_to_edit(struct exchange *exchange);

/* The attachment of value `index`, not in the trash; NULL after a 404. */
struct attachment *routes_attachment(struct exchange *exchange, size_t index);

/* A member of a JSON object as text, "" when it is none; numbers count. `text` holds numbers. */
const char *routes_text(const struct json_t *json, const char *name, char text[32]);
int64_t routes_json_id(const struct json_t *json, const char *name);

/* Cloud makes some properties by itself on each page. */
void routes_add_own_properties(struct exchange *exchange, struct page *page);

#endif
