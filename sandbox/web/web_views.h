/* SPDX-License-Identifier: MIT */
/* The HTML of a page's tabs and of what stands around them. */
#ifndef CMSYNC_SANDBOX_WEB_WEB_VIEWS_H
#define CMSYNC_SANDBOX_WEB_WEB_VIEWS_H

#include "sandbox/exchange.h"

/* The whole answer for a page, in the view that the request names. */
void web_views_page(struct exchange *exchange, const struct page *page);

/* Nothing is there. */
void web_views_missing(struct exchange *exchange);

#endif
