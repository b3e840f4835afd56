/* SPDX-License-Identifier: MIT */
/* The commit that the tree's work tree is at; git is only read. */
#ifndef CMSYNC_WATCHER_REVISION_H
#define CMSYNC_WATCHER_REVISION_H

enum { REVISION_BYTES = 41 };

/* The commit that HEAD names as 40 hexadecimal digits; "" when `root` lies in no work tree, or
   there is no commit yet. */
void revision_find(const char *root, char revision[REVISION_BYTES]);

#endif
