/* SPDX-License-Identifier: MIT */
/* A plan that was kept: read again, and compared with what would be done now. */
#ifndef CMSYNC_CLI_PLAN_FILE_H
#define CMSYNC_CLI_PLAN_FILE_H

#include "cli/outline.h"

#include <stdbool.h>

enum { PLAN_FILE_MAX_BYTES = 64 * 1024 * 1024 };

struct plan_file_step {
    const char *path;
    const char *action;
    const char *state;
};

struct plan_file {
    char *path; /* NULL: nothing was read */
    struct plan_file_step *steps;
    size_t count;
    const char **scope; /* tree paths */
    size_t scope_count;
    struct memory_pool *pool;
};

/* The path names a file that begins as a plan does. */
bool plan_file_is_one(const char *path);

/* 0, or an exit code (said). plan_file_free() it in both cases. */
int plan_file_read(struct plan_file *plan, const char *path);
void plan_file_free(struct plan_file *plan);

/* How many steps are others now; names the first of them, a line each. Pure. */
size_t plan_file_compare(
    const struct plan_file *plan, const struct outline *outline, struct text *out);

#endif
