/* SPDX-License-Identifier: MIT */
/* Storage format as HTML, by the style sheet storage.xslt. */
#ifndef CMSYNC_SANDBOX_WEB_RENDER_H
#define CMSYNC_SANDBOX_WEB_RENDER_H

#include "sandbox/exchange.h"

/* HTML without head and body. The caller owns the result: free() it. */
char *render_body(const struct exchange *exchange, const struct page *page, const char *storage);

#endif
