/* SPDX-License-Identifier: MIT */
/* What a supervisor of our own said until it ended, for the person who waits for its end. Pure. */
#ifndef CMSYNC_CLI_SAID_H
#define CMSYNC_CLI_SAID_H

#include "base/text.h"

/* Each line of `said` once, as it stood there first: a stage that was tried again said the same
   again, with other numbers. What is only information is left out where there is more to tell. */
void said_print(const char *said, struct text *out);

#endif
