/* SPDX-License-Identifier: MIT */
#include "base/beneath.h"

#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
    FILE_FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
};

static int close_keeping_errno(int fd)
{
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

/* Name by name from the root's descriptor; ELOOP when the last one is a link. */
static int open_plain(int root, const char *path)
{
    int at = openat(root, ".", FOLDER_FLAGS);
    const char *name = path;
    for (const char *slash; at >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        char *folder = memory_copy_part(name, (size_t)(slash - name));
        int next = openat(at, folder, FOLDER_FLAGS);
        memory_free(&folder);
        close_keeping_errno(at);
        at = next;
    }
    if (at < 0)
        return -1;
    int fd = openat(at, name, FILE_FLAGS);
    close_keeping_errno(at);
    return fd;
}

/* What the link leads to, as a tree path. NULL and errno. The caller owns the result. */
static char *follow(const char *root, const char *path)
{
    char *real_root = realpath(root, NULL);
    char *whole = path_join(root, path);
    char *target = realpath(whole, NULL);
    char *inside = NULL;
    if (real_root != NULL && target != NULL) {
        size_t length = strcmp(real_root, "/") == 0 ? 0 : strlen(real_root);
        if (strncmp(target, real_root, length) == 0 && target[length] == '/')
            inside = memory_copy_text(target + length + 1);
        else
            errno = EXDEV;
    }
    memory_free(&real_root);
    memory_free(&whole);
    memory_free(&target);
    return inside;
}

int beneath_open(const char *root, const char *path)
{
    int at = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at < 0)
        return -1;
    int fd = open_plain(at, path);
    char *target = NULL;
    if (fd < 0 && errno == ELOOP && (target = follow(root, path)) != NULL)
        fd = open_plain(at, target);
    close_keeping_errno(at);
    memory_free(&target);
    return fd;
}
