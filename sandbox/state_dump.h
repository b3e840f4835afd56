/* SPDX-License-Identifier: MIT */
/* Everything the sandbox remembers, as JSON for tests. Results are the caller's. */
#ifndef CMSYNC_SANDBOX_STATE_DUMP_H
#define CMSYNC_SANDBOX_STATE_DUMP_H

#include "sandbox/exchange.h"

#include <jansson.h>

json_t *state_dump(const struct exchange *exchange);
json_t *state_dump_page(const struct page *page);

#endif
