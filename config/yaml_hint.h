/* SPDX-License-Identifier: MIT */
/* What libyaml complains about, in words that help. Pure: knows libyaml's texts, not its types. */
#ifndef CMSYNC_CONFIG_YAML_HINT_H
#define CMSYNC_CONFIG_YAML_HINT_H

#include "config/problem.h"

#include <stdbool.h>

/*
 * Sets message and help of `problem` for libyaml's `what` (never NULL) and `context` (or NULL);
 * `at` is the character where it stopped, '\0' at the end. True when the place to show is where
 * the context began (an open quote) and not where reading stopped.
 */
bool yaml_hint_set(struct problem *problem, const char *what, const char *context, char at);

#endif
