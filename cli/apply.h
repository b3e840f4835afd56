/* SPDX-License-Identifier: MIT */
/* What `apply` takes and what it says at its end, whoever found out that it is over. */
#ifndef CMSYNC_CLI_APPLY_H
#define CMSYNC_CLI_APPLY_H

#include "bus/messages.h"
#include "config/options.h"

enum { APPLY_OPTIONS = 6 };

extern const struct option apply_options[APPLY_OPTIONS];

/* The counts of the run, on standard output, and what people should look at. */
void apply_say(const struct message_run_known *known, int64_t took_ms, bool is_json, bool is_done);

#endif
