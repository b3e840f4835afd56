/* SPDX-License-Identifier: MIT */
#include "storage/drawing.h"

#include "base/memory.h"
#include "base/path.h"

#include <stdio.h>
#include <string.h>

const char *drawing_extension(const void *data, size_t size)
{
    static const unsigned char PNG[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    enum { HEAD_BYTES = 1024 };
    if (size > sizeof PNG && memcmp(data, PNG, sizeof PNG) == 0)
        return ".png";
    const char *at = data;
    const char *end = at + (size < HEAD_BYTES ? size : HEAD_BYTES);
    while (at < end && strchr(" \t\r\n\xEF\xBB\xBF", *at) != NULL && *at != '\0')
        at++;
    if (at == end || *at != '<')
        return NULL;
    return memmem(at, (size_t)(end - at), "<svg", 4) != NULL ? ".svg" : NULL;
}

void drawing_path(const struct digest *key, const char *extension, char path[DRAWING_PATH_BYTES])
{
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(key, hex);
    snprintf(path, DRAWING_PATH_BYTES, DRAWING_FOLDER "/%s%s", hex, extension);
}

const char *drawing_name(const char *path)
{
    if (strncmp(path, DRAWING_FOLDER "/", sizeof DRAWING_FOLDER) != 0)
        return NULL;
    const char *name = path + sizeof DRAWING_FOLDER;
    size_t digits = strspn(name, "0123456789abcdef");
    bool is_image = strcmp(name + digits, ".png") == 0 || strcmp(name + digits, ".svg") == 0;
    return digits == DIGEST_HEX_BYTES - 1 && is_image ? name : NULL;
}

char *drawing_file(const char *state, const char *name)
{
    char *folder = path_join(state, "drawings");
    char *file = path_join(folder, name);
    memory_free(&folder);
    return file;
}
