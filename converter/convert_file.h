/* SPDX-License-Identifier: MIT */
/*
 * `cmsync convert`: a file as Confluence would get it, without server or state. What links lead
 * to is looked up on the disk below the root.
 */
#ifndef CMSYNC_CONVERTER_CONVERT_FILE_H
#define CMSYNC_CONVERTER_CONVERT_FILE_H

#include "base/text.h"
#include "config/config.h"
#include "converter/targets.h"
#include "markdown/page.h"

#include <stddef.h>

struct convert_input {
    const char *file;   /* path on disk; NULL: `source` holds the bytes (standard input) */
    const char *source; /* with `file` NULL; as if it lay in the root */
    size_t length;
    const char *root; /* folder of the tree; NULL: the file's own folder (or the current one) */
    targets_ignores *ignores;    /* NULL: nothing of the tree is ignored */
    void *context;               /* of `ignores` */
    struct page_options options; /* its `path` and `artist` are set here */
    const struct config *config; /* who draws diagrams; NULL: nobody */
};

enum { CONVERT_MAX_BYTES = 64 * 1024 * 1024 };

/*
 * Appends the storage format to `out` and warnings, in rustc's form, to `diagnostics`; *warnings
 * (or NULL) is their number. 0, or -1 when the file cannot be read: `diagnostics` says why.
 */
int convert_file(const struct convert_input *input, struct text *out, struct text *diagnostics,
    size_t *warnings);

#endif
