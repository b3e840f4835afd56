/* SPDX-License-Identifier: MIT */
/* Who asks, and whether that is allowed at all: credentials, forgery checks, rate limits. */
#ifndef CMSYNC_SANDBOX_ACCESS_H
#define CMSYNC_SANDBOX_ACCESS_H

#include "sandbox/exchange.h"

/* Sets the exchange's user. False after a refusal, whose form depends on edition and route. */
bool access_check(struct exchange *exchange);

/* What the answer to an allowed request says of rate limits. */
void access_add_headers(struct exchange *exchange);

/* The user name of the credentials, whether or not they are right; "" for none. */
void access_user(const struct request *request, char user[EXCHANGE_USER_BYTES]);

#endif
