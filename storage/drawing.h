/* SPDX-License-Identifier: MIT */
/*
 * Images that are drawn of diagrams. They lie in the state folder, named after what they were drawn
 * of, and in the ledger under paths that no file of a tree can have: `//drawings/KEY.png`.
 */
#ifndef CMSYNC_STORAGE_DRAWING_H
#define CMSYNC_STORAGE_DRAWING_H

#include "base/digest.h"

#include <stddef.h>

#define DRAWING_FOLDER "//drawings"

enum { DRAWING_MAX_BYTES = 8 * 1024 * 1024, DRAWING_PATH_BYTES = DIGEST_HEX_BYTES + 32 };

/* How cmsync-drawer ends; anything else is a failure of its own. */
enum drawing_exit {
    DRAWING_EXIT_DONE = 0,
    DRAWING_EXIT_FAILED = 1,     /* the command did */
    DRAWING_EXIT_FILTERED = 122, /* the same, where it can have no socket at all */
    DRAWING_EXIT_SLOW = 123,     /* it took too long */
    DRAWING_EXIT_LARGE = 124,
    DRAWING_EXIT_OPEN = 125, /* it could not be cut off from the network */
    DRAWING_EXIT_MISSING = 127,
};

/* `.png` or `.svg`, by the first bytes; NULL: it is neither. */
const char *drawing_extension(const void *data, size_t size);

/* The path in the ledger of the image KEY with that extension. */
void drawing_path(const struct digest *key, const char *extension, char path[DRAWING_PATH_BYTES]);

/* Of a path in the ledger the file's name in the state folder's `drawings`; NULL: it is none. */
const char *drawing_name(const char *path);

/* Where the file of `name` is. The caller owns the result: free() it. */
char *drawing_file(const char *state, const char *name);

#endif
