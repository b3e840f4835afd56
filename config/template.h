/* SPDX-License-Identifier: MIT */
/* A new project's file: every setting in a comment, with its default and what it means. Pure. */
#ifndef CMSYNC_CONFIG_TEMPLATE_H
#define CMSYNC_CONFIG_TEMPLATE_H

#include "base/text.h"
#include "config/settings.h"

void template_print(struct text *out);

/* Takes the comment of a setting out of a file that began so: the key itself stands there now. */
void template_drop(struct text *text, const struct setting *setting);

#endif
