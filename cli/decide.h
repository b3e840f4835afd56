/* SPDX-License-Identifier: MIT */
/* A person's answer on its way to the store. */
#ifndef CMSYNC_CLI_DECIDE_H
#define CMSYNC_CLI_DECIDE_H

#include "cli/session.h"

#include <stdint.h>

struct decide_answer {
    const char *verb; /* as in decision_take */
    const char *place;
    const char *text; /* NULL: none */
    int64_t number;
};

/* Gives it; adds to *settled how many decisions it settled. 0, or an exit code (said). */
int decide_take(struct session *session, const struct decide_answer *answer, int64_t *settled);

/* `2 deletions confirmed` */
void decide_print(int64_t settled, const char *noun, const char *done);

#endif
