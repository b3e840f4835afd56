/* SPDX-License-Identifier: MIT */
/* One command: started in its cage, listened to, and ended with all that it started. */
#ifndef CMSYNC_DRAWER_ERRAND_H
#define CMSYNC_DRAWER_ERRAND_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { ERRAND_SECONDS_MOST = 3600 };

struct errand {
    int seconds;  /* at most ERRAND_SECONDS_MOST */
    size_t bytes; /* of its output */
    const char *const *hidden;
    size_t hidden_count;
    char **command; /* NULL behind the last word */
};

/* Runs it; its output into `out`. One of enum drawing_exit. */
int errand_run(const struct errand *errand, struct text *out);

/* From now on this process ends with its parent, which reads its standard output through a pipe.
   False: the parent is gone already. */
bool errand_die_with_reader(void);

#endif
