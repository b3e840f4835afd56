/* SPDX-License-Identifier: MIT */
/* Names that no tree has: hidden ones, node_modules, editors' temporary files. */
#ifndef CMSYNC_WATCHER_UNWANTED_H
#define CMSYNC_WATCHER_UNWANTED_H

#include <stdbool.h>

bool unwanted_name(const char *name, bool is_folder);

#endif
