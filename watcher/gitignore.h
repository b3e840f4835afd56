/* SPDX-License-Identifier: MIT */
/* gitignore rules as git itself matches them: libgit2. */
#ifndef CMSYNC_WATCHER_GITIGNORE_H
#define CMSYNC_WATCHER_GITIGNORE_H

#include "watcher/ignore.h"

extern const struct ignore_matcher gitignore_matcher;

#endif
