/* SPDX-License-Identifier: MIT */
/*
 * Paths as text: no function here looks at the disk. A tree path is relative to the root, with
 * `/` between names, no `.` or `..`, no leading or trailing slash; the root itself is "".
 */
#ifndef CMSYNC_BASE_PATH_H
#define CMSYNC_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum { PATH_MAX_BYTES = 4096, PATH_MAX_DEPTH = 64 };

/* `folder`/`name`; an empty folder gives `name`. The caller owns the result: free() it. */
char *path_join(const char *folder, const char *name);

/* The name behind the last slash; points into `path`. */
const char *path_name(const char *path);

/* Length of the folder part without its slash; 0 when there is none. */
size_t path_folder_length(const char *path);

/* The folder part ("" when there is none). The caller owns the result. */
char *path_folder(const char *path);

/* The extension of the name with its dot, or "" when it has none. Points into `path`. */
const char *path_extension(const char *path);

/* Ends in `.md`, in any case. */
bool path_is_markdown(const char *path);

/* `index.md` or `README.md`, in any case: the content of its folder. */
bool path_is_index(const char *path);
bool path_is_readme(const char *path);

/* `path` is `folder` or lies below it ("" holds everything). */
bool path_is_below(const char *path, const char *folder);

/* How many names it has; 0 for the root. */
size_t path_depth(const char *path);

/*
 * The tree path that `relative` means for a file in `folder`, with `.` and `..` resolved and
 * repeated slashes taken as one. A leading slash means the root. NULL when it leaves the root or
 * is too long. The caller owns the result.
 */
char *path_resolve(const char *folder, const char *relative);

/* Order of a tree walk: folders' contents directly behind them, names compared as bytes. */
int path_compare(const char *a, const char *b);

#endif
