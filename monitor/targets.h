/* SPDX-License-Identifier: MIT */
/* Which files an action is for: the marked ones, else the selected one. Pure. */
#ifndef CMSYNC_MONITOR_TARGETS_H
#define CMSYNC_MONITOR_TARGETS_H

#include "monitor/model.h"

struct targets {
    char **paths;
    size_t count;
    int64_t version; /* what was shown of a single one; 0: not looked at */
    size_t left_out; /* marked, but not with one of the letters */
};

/* Those whose letter is in `letters` (NULL: any). targets_free() them. */
struct targets *targets_find(const struct model *model, const char *letters);
void targets_free(void *targets);

/* The first of them, a line each, with how many more there are. */
void targets_print(const struct targets *targets, size_t most, struct text *out);

#endif
