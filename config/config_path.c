/* SPDX-License-Identifier: MIT */
#include "base/path.h"
#include "config/config.h"
#include "config/instance.h"

#include <limits.h>
#include <stdlib.h>

/* The path with its folder's links resolved, so that one file has one name; NULL when its folder
   is not there. */
static const char *real_place(const char *path, struct memory_pool *pool)
{
    const char *absolute = instance_absolute(NULL, path, pool);
    char real[PATH_MAX];
    const char *folder = memory_pool_copy(pool, absolute, path_folder_length(absolute));
    if (realpath(folder[0] == '\0' ? "/" : folder, real) == NULL)
        return absolute;
    return instance_absolute(real, path_name(absolute), pool);
}

const char *config_path(
    const struct options *options, enum config_source source, struct memory_pool *pool)
{
    if (source == CONFIG_SOURCE_PROJECT) {
        const char *named = options_value(options, "config");
        if (named == NULL)
            named = getenv("CMSYNC_CONFIG");
        return real_place(named != NULL && named[0] != '\0' ? named : "cmsync.yaml", pool);
    }
    const char *base = getenv("XDG_CONFIG_HOME");
    return base != NULL && base[0] == '/'
               ? instance_absolute(base, "cmsync/config.yaml", pool)
               : instance_absolute(NULL, "~/.config/cmsync/config.yaml", pool);
}
