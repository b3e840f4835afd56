/* SPDX-License-Identifier: MIT */
/* Two or three texts against each other, line by line; libgit2 does the work. */
#ifndef CMSYNC_STORAGE_DIFFERENCE_H
#define CMSYNC_STORAGE_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

struct text;

enum { DIFFERENCE_MAX_BYTES = 256 * 1024 * 1024 };

/* One side; everything is borrowed. */
struct difference_side {
    const char *name; /* for the head, or for the marks of a conflict */
    const char *text;
    size_t length;
};

/* Appends how to get from `before` to `after`, as a unified diff; nothing when they are equal.
   How many lines differ, or -1. */
long difference_add(const struct difference_side *before, const struct difference_side *after,
    bool has_colour, struct text *out);

/* Appends the text that has the changes of both sides since `base`, places where they contradict
   each other between marks, with the base's in the middle. How many such places, or -1. */
long difference_merge(const struct difference_side *base, const struct difference_side *mine,
    const struct difference_side *theirs, struct text *out);

#endif
