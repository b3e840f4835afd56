/* SPDX-License-Identifier: MIT */
/*
 * What is not part of the tree: names that none has (unwanted.h), the patterns of docs.ignore, and
 * `.cmsyncignore` files in any folder. Patterns mean what they mean in .gitignore; a file's own
 * patterns go before those of the folders above it.
 */
#ifndef CMSYNC_WATCHER_IGNORE_H
#define CMSYNC_WATCHER_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#define IGNORE_FILE ".cmsyncignore"

enum { IGNORE_FILE_MAX_BYTES = 1024 * 1024 };

struct ignore;

/* Who can tell whether a path fits gitignore rules: watcher/gitignore.h, or who leaves that to a
   program that has it. */
struct ignore_matcher {
    void *(*open)(void); /* when there is a first rule */
    void (*close)(void *rules);
    void (*set)(void *rules, const char *text); /* in place of those before; "": there are none */
    bool (*has)(void *rules, const char *slash_path); /* folders end with a slash */
};

/* `patterns`: docs.ignore. */
struct ignore *ignore_new(
    const struct ignore_matcher *matcher, const char *const *patterns, size_t count);
void ignore_free(struct ignore **ignore);

/* What the ignore file of `folder` (tree path) says; NULL: there is none. */
void ignore_set_file(struct ignore *ignore, const char *folder, const char *content);

/* The folders above `path` are taken as not ignored. */
bool ignore_has(struct ignore *ignore, const char *path, bool is_folder);

#endif
