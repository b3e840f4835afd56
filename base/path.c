/* SPDX-License-Identifier: MIT */
#include "base/path.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

char *path_join(const char *folder, const char *name)
{
    struct text path = text_new(2 * PATH_MAX_BYTES);
    if (folder[0] != '\0') {
        text_add_string(&path, folder);
        if (folder[strlen(folder) - 1] != '/')
            text_add_char(&path, '/');
    }
    text_add_string(&path, name);
    return text_take(&path);
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

size_t path_folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path);
}

char *path_folder(const char *path)
{
    return memory_copy_part(path, path_folder_length(path));
}

const char *path_extension(const char *path)
{
    const char *name = path_name(path);
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot == name ? "" : dot;
}

bool path_is_markdown(const char *path)
{
    return strcasecmp(path_extension(path), ".md") == 0;
}

bool path_is_index(const char *path)
{
    return strcasecmp(path_name(path), "index.md") == 0;
}

bool path_is_readme(const char *path)
{
    return strcasecmp(path_name(path), "README.md") == 0;
}

bool path_is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    if (length == 0)
        return true;
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

size_t path_depth(const char *path)
{
    if (path[0] == '\0')
        return 0;
    size_t depth = 1;
    for (const char *p = path; *p != '\0'; p++)
        depth += *p == '/';
    return depth;
}

/* Takes one name into `resolved`; -1 when that leaves the root. */
static int resolve_name(struct text *resolved, const char *name, size_t length)
{
    if (length == 0 || (length == 1 && name[0] == '.'))
        return 0;
    if (length == 2 && name[0] == '.' && name[1] == '.') {
        if (resolved->length == 0)
            return -1;
        text_cut(resolved, path_folder_length(resolved->data));
        return 0;
    }
    if (resolved->length > 0)
        text_add_char(resolved, '/');
    text_add(resolved, name, length);
    return 0;
}

char *path_resolve(const char *folder, const char *relative)
{
    struct text resolved = text_new(PATH_MAX_BYTES);
    if (relative[0] != '/')
        text_add_string(&resolved, folder);
    const char *name = relative;
    while (true) {
        size_t length = strcspn(name, "/");
        if (resolve_name(&resolved, name, length) < 0)
            break;
        if (name[length] == '\0') {
            if (resolved.overflowed)
                break;
            return text_take(&resolved);
        }
        name += length + 1;
    }
    text_free(&resolved);
    return NULL;
}

int path_compare(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    /* The slash sorts before every other byte, so that a folder's contents stay together. */
    unsigned int x = *a == '/' ? 1 : *a == '\0' ? 0 : (unsigned char)*a + 1U;
    unsigned int y = *b == '/' ? 1 : *b == '\0' ? 0 : (unsigned char)*b + 1U;
    return x < y ? -1 : x > y;
}
