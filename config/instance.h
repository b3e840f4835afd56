/* SPDX-License-Identifier: MIT */
/* Where one instance of cmsync keeps its state and its sockets. */
#ifndef CMSYNC_CONFIG_INSTANCE_H
#define CMSYNC_CONFIG_INSTANCE_H

#include "base/memory.h"
#include "base/text.h"
#include "config/config.h"

/* The longest path that a socket can have, and the longest name that stands in the run folder. */
enum { INSTANCE_SOCKET_PATH_BYTES = 107 };
#define INSTANCE_LONGEST_SOCKET "/statestore.requests"

/*
 * The name of the instance that `identity` (the project file, or else docs.root; absolute) stands
 * for: the name of its folder, readable, and eight digits of the identity's digest.
 */
const char *instance_name(const char *identity, bool is_file, struct memory_pool *pool);

/* Sets instance, state and run of `config`, whose file and docs.root are known. Missing folders
   stay missing. -1 and the problem appended when the run folder's path is too long for sockets. */
int instance_place(struct config *config, const struct options *options, struct text *problems)
    __attribute__((warn_unused_result));

/* `path` made absolute with respect to `folder` (NULL: the working directory); `~/` is the user's
   home. Takes `.` and `..` away as text. Lives in `pool`. */
const char *instance_absolute(const char *folder, const char *path, struct memory_pool *pool);

#endif
