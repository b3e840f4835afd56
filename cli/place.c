/* SPDX-License-Identifier: MIT */
#include "cli/place.h"

#include "base/memory.h"
#include "base/path.h"
#include "cli/console.h"
#include "config/instance.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `path` with the links of its folders resolved as far as they exist, so that two names of one
   place compare equal. The last name stays: it may be a link that is itself a page. */
static void make_real(const char *path, char real[PATH_MAX])
{
    char *folder = path_folder(path);
    char found[PATH_MAX];
    if (realpath(folder[0] == '\0' ? "/" : folder, found) != NULL)
        snprintf(
            real, PATH_MAX, "%s/%.255s", strcmp(found, "/") == 0 ? "" : found, path_name(path));
    else
        snprintf(real, PATH_MAX, "%.4000s", path);
    memory_free(&folder);
}

char *place_below(const struct config *config, const char *argument)
{
    struct memory_pool *pool = memory_pool_new();
    char root[PATH_MAX];
    char real[PATH_MAX];
    if (realpath(config->docs.root, root) == NULL)
        snprintf(root, sizeof root, "%.4000s", config->docs.root);
    const char *absolute = instance_absolute(NULL, argument, pool);
    size_t length = strlen(absolute);
    while (length > 1 && absolute[length - 1] == '/')
        length--;
    make_real(memory_pool_copy(pool, absolute, length), real);
    char *place = NULL;
    if (path_is_below(real, root))
        place = memory_copy_text(real[strlen(root)] == '\0' ? "" : real + strlen(root) + 1);
    memory_pool_free(&pool);
    return place;
}

char *place_find(const struct config *config, const char *argument)
{
    char *place = place_below(config, argument);
    if (place == NULL && argument[0] != '/')
        place = path_resolve("", argument);
    if (place == NULL)
        console_say("error: %s is outside of %s\n"
                    "  = help: a path is one as the shell has it, or one below docs.root\n",
            argument, config->docs.root);
    return place;
}
