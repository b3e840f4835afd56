/* SPDX-License-Identifier: MIT */
/* Two small texts compared line by line, as `diff -u` prints it. Pure. */
#ifndef CMSYNC_BASE_LINE_DIFF_H
#define CMSYNC_BASE_LINE_DIFF_H

#include "base/text.h"

/* Appends the hunks with three lines around each; nothing when the texts are equal. Texts that
   differ over thousands of lines are shown as one replaced by the other. */
void line_diff_print(const char *old, const char *new, struct text *out);

#endif
