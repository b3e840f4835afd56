/* SPDX-License-Identifier: MIT */
/*
 * What of a tree on disk is ignored, for who looks at a few of its paths without a scan: ignore
 * files are read when something in their folder, or below it, is asked for.
 */
#ifndef CMSYNC_CLI_RULES_H
#define CMSYNC_CLI_RULES_H

#include "config/config.h"
#include "watcher/ignore.h"

/* Who knows patterns: watcher/ignore.h, or front.c, which leaves them to cmsync-cli. */
struct rules_matcher {
    void (*keep_input)(const char *input, size_t length); /* what standard input held, or NULL */
    struct ignore *(*make)(const char *const *patterns, size_t count);
    void (*free)(struct ignore **ignore);
    void (*set_file)(struct ignore *ignore, const char *folder, const char *content);
    bool (*has)(struct ignore *ignore, const char *path, bool is_folder);
};

struct rules;

/* `patterns`: docs.ignore. rules_close() it. */
struct rules *rules_open(
    const char *root, const struct config_list *patterns, const struct rules_matcher *matcher);
void rules_close(struct rules **rules);

/* The path is ignored, the folders above it aside. */
bool rules_ignore(struct rules *rules, const char *path, bool is_folder);

#endif
