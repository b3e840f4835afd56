/* SPDX-License-Identifier: MIT */
#include "cli/rules.h"

#include "base/beneath.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "markdown/slugs.h"

#include <unistd.h>

struct rules {
    char *root;
    struct ignore *ignore;
    struct memory_pool *pool;
    struct slugs *read; /* folders whose ignore file is known */
};

void rules_close(struct rules **rules)
{
    if (*rules == NULL)
        return;
    ignore_free(&(*rules)->ignore);
    slugs_free(&(*rules)->read);
    memory_pool_free(&(*rules)->pool);
    memory_free(&(*rules)->root);
    memory_free(rules);
}

static void read_file(struct rules *rules, const char *folder)
{
    char *path = path_join(folder, IGNORE_FILE);
    int fd = beneath_open(rules->root, path);
    char *content = NULL;
    size_t size = 0;
    if (fd >= 0 && file_read_descriptor(fd, IGNORE_FILE_MAX_BYTES, &content, &size) == FILE_OK)
        ignore_set_file(rules->ignore, folder, content);
    if (fd >= 0)
        close(fd);
    memory_free(&content);
    memory_free(&path);
}

/* Of the folder and all above it. */
static void read_files(struct rules *rules, const char *folder)
{
    if (slugs_entry(rules->read, folder)->count++ > 0)
        return;
    if (folder[0] != '\0') {
        char *above = path_folder(folder);
        read_files(rules, above);
        memory_free(&above);
    }
    read_file(rules, folder);
}

struct rules *rules_open(
    const char *root, const struct config_list *patterns, const struct ignore_matcher *matcher)
{
    struct rules *rules = memory_new(sizeof *rules);
    *rules = (struct rules){ .root = memory_copy_text(root),
        .ignore = ignore_new(matcher, patterns->items, patterns->count),
        .pool = memory_pool_new() };
    rules->read = slugs_new(rules->pool);
    read_files(rules, "");
    return rules;
}

bool rules_ignore(struct rules *rules, const char *path, bool is_folder)
{
    char *folder = path_folder(path);
    read_files(rules, folder);
    memory_free(&folder);
    return ignore_has(rules->ignore, path, is_folder);
}
