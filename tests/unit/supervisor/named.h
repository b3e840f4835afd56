/* SPDX-License-Identifier: MIT */
/* Members of a roster by their names, for tests. */
#ifndef CMSYNC_TESTS_UNIT_SUPERVISOR_NAMED_H
#define CMSYNC_TESTS_UNIT_SUPERVISOR_NAMED_H

#include "supervisor/roster.h"
#include "tests/unit/test.h"

#include <string.h>

/* The test fails when there is none. */
static inline struct member *named(struct roster *roster, const char *name)
{
    for (size_t i = 0; i < ROSTER_MOST; i++)
        if (strcmp(roster->members[i].name, name) == 0)
            return &roster->members[i];
    fail_msg("there is no %s", name);
    return NULL;
}

#endif
