/* SPDX-License-Identifier: MIT */
/* The pages that people look at, and attachments' bytes. */
#ifndef CMSYNC_SANDBOX_WEB_WEB_H
#define CMSYNC_SANDBOX_WEB_WEB_H

#include "sandbox/exchange.h"

/* What is below the context and no REST route. */
void web_answer(struct exchange *exchange);

/* The other host that Cloud's downloads lead to. */
void web_answer_media(struct exchange *exchange);

void web_redirect(struct exchange *exchange, const char *location);

#endif
