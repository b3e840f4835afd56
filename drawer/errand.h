/* SPDX-License-Identifier: MIT */
/* One command: started in its cage, listened to, and ended with all that it started. */
#ifndef CMSYNC_DRAWER_ERRAND_H
#define CMSYNC_DRAWER_ERRAND_H

#include "base/text.h"

#include <stddef.h>

struct errand {
    int seconds;
    size_t bytes; /* of its output */
    const char *const *hidden;
    size_t hidden_count;
    char **command; /* NULL behind the last word */
};

/* Runs it; its output into `out`. One of enum drawing_exit. */
int errand_run(const struct errand *errand, struct text *out);

#endif
