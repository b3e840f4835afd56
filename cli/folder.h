/* SPDX-License-Identifier: MIT */
/* Whole folders: copied and removed. Links are not followed. */
#ifndef CMSYNC_CLI_FOLDER_H
#define CMSYNC_CLI_FOLDER_H

#include <stddef.h>

/* Copies the regular files and folders of `from` into `to`, which is made; counts the Markdown
   files. 0, or -1 (logged). */
int folder_copy(const char *from, const char *to, size_t *markdown_files);

/* Removes a folder with all that is in it. 0, or -1 (logged). */
int folder_remove(const char *path);

#endif
