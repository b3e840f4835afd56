/* SPDX-License-Identifier: MIT */
/* What is wrong with a link or an image, as a message about a place in its file. Pure. */
#ifndef CMSYNC_MARKDOWN_COMPLAINT_H
#define CMSYNC_MARKDOWN_COMPLAINT_H

#include "base/diagnostic.h"
#include "storage/references.h"

#include <stddef.h>

/* A warning with code, line and, where the source shows it, column and length; message, help and
   file are the caller's. `source` NULL: the line alone. */
struct diagnostic complaint_of(const struct reference *reference, enum reference_problem problem,
    const char *source, size_t length);

/* Prints it with the source's line, unless that is too long to be read. */
void complaint_print(
    const struct diagnostic *diagnostic, const char *source, size_t length, struct text *out);

/* The file name that `name` most likely means, NULL for none: what stands before the extension
   decides. Points into `names`. */
const char *complaint_suggest_name(const char *name, const char *const *names, size_t count);

/* Appends `#near` for the fragment, of those in `anchors` (one a line), that is nearest to it. */
void complaint_suggest_fragment(const char *anchors, const char *fragment, struct text *out);

/* Appends the address by which a file in `folder` links to `path`, both in the tree. */
void complaint_relative(const char *folder, const char *path, struct text *out);

#endif
