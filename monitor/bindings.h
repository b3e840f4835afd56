/* SPDX-License-Identifier: MIT */
/* The keys that the user's own file gives to actions. */
#ifndef CMSYNC_MONITOR_BINDINGS_H
#define CMSYNC_MONITOR_BINDINGS_H

#include "config/config.h"
#include "monitor/keymap.h"

/*
 * The table's keys with the user's in place of some: 0, or -1 and every problem in rustc's form
 * (`source`: the content of the file that they stand in, or NULL); then what was good is bound.
 */
int bindings_apply(struct keymap *keymap, const struct config *config, const char *source,
    struct text *problems) __attribute__((warn_unused_result));

#endif
