/* SPDX-License-Identifier: MIT */
/* What a fault puts in the place of an answer. */
#ifndef CMSYNC_SANDBOX_FAULT_ANSWERS_H
#define CMSYNC_SANDBOX_FAULT_ANSWERS_H

#include "sandbox/exchange.h"

/* Whether the request is to be carried out in spite of the fault. */
bool fault_lets_through(const struct fault *fault);

/* Changes or replaces the exchange's response. */
void fault_apply(const struct fault *fault, struct exchange *exchange);

#endif
