/* SPDX-License-Identifier: MIT */
/* /_sandbox/: what tests and people may see and do behind Confluence's back. */
#ifndef CMSYNC_SANDBOX_CONTROL_ROUTES_H
#define CMSYNC_SANDBOX_CONTROL_ROUTES_H

#include "sandbox/exchange.h"

void control_answer(struct exchange *exchange);

#endif
