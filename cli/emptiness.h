/* SPDX-License-Identifier: MIT */
/* Why a folder makes no page at all: where was looked, and what left out what. */
#ifndef CMSYNC_CLI_EMPTINESS_H
#define CMSYNC_CLI_EMPTINESS_H

#include "base/text.h"
#include "config/config.h"

struct ignore_matcher;

/* Looks at the folder (absolute), and says what a person has to know who expected pages.
   `patterns`: docs.ignore. */
void emptiness_print(const char *root, const struct config_list *patterns,
    const struct ignore_matcher *matcher, struct text *out);

#endif
