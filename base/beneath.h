/* SPDX-License-Identifier: MIT */
/* Opening files of the tree so that nothing outside the root can be read by way of a link. */
#ifndef CMSYNC_BASE_BENEATH_H
#define CMSYNC_BASE_BENEATH_H

/*
 * Opens the file at a tree path for reading, without blocking on a FIFO. No link to a folder is
 * followed; a link in the last place is if what it leads to lies inside the root. The descriptor,
 * or -1 and errno (EXDEV: it leads outside). The caller owns it: close() it.
 */
int beneath_open(const char *root, const char *path);

#endif
