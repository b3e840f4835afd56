/* SPDX-License-Identifier: MIT */
/*
 * How a command reaches the store of a state folder: through the supervisor that runs, or, when
 * none does, by starting the store alone under the lock for as long as it is needed.
 */
#ifndef CMSYNC_CLI_SESSION_H
#define CMSYNC_CLI_SESSION_H

#include "bus/viewer.h"
#include "cli/holder.h"
#include "config/config.h"

#include <stdbool.h>

struct session;

/* 0 and a session, or an exit code (said). `name` is what others see of us in the lock:
   `cmsync status`. Close it. */
int session_open(struct session **session, const struct config *config,
    const struct options *options, const char *name);
void session_close(struct session **session);

/* Asks the store, whoever runs it. 0 with the answer (message_free() it; may be `refused`), or an
   exit code (said, unless we were interrupted). */
int session_ask(struct session *session, const struct message *question, struct message *answer)
    __attribute__((warn_unused_result));

/* The same, but `refused` is said and becomes EXIT_CODE_FAILURE. */
int session_demand(struct session *session, const struct message *question, struct message *answer)
    __attribute__((warn_unused_result));

/* The supervisor that runs; NULL when the store was started for us alone. */
const struct holder *session_holder(const struct session *session);

#endif
