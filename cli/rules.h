/* SPDX-License-Identifier: MIT */
/*
 * What of a tree on disk is ignored, for who looks at a few of its paths without a scan: ignore
 * files are read when something in their folder, or below it, is asked for.
 */
#ifndef CMSYNC_CLI_RULES_H
#define CMSYNC_CLI_RULES_H

#include "config/config.h"
#include "watcher/ignore.h"

struct rules;

/* `patterns`: docs.ignore. rules_close() it. */
struct rules *rules_open(
    const char *root, const struct config_list *patterns, const struct ignore_matcher *matcher);
void rules_close(struct rules **rules);

/* The path is ignored, the folders above it aside. */
bool rules_ignore(struct rules *rules, const char *path, bool is_folder);

#endif
