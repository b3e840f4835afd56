/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_READ_BYTES = 4096 };

bool file_is_unchanged(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

void file_read_line(const char *path, char *line, size_t size)
{
    line[0] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t length = read(fd, line, size - 1);
    close(fd);
    line[length < 0 ? 0 : length] = '\0';
    line[strcspn(line, "\n")] = '\0';
}

/* Reads to the end or to one byte past `limit`. -1 on an error. */
static int read_content(int fd, size_t expected, size_t limit, struct text *content)
{
    size_t wanted = expected < FIRST_READ_BYTES ? FIRST_READ_BYTES : expected + 1;
    while (content->length <= limit) {
        if (wanted > limit + 1 - content->length)
            wanted = limit + 1 - content->length;
        char *end = text_reserve(content, wanted);
        if (end == NULL)
            return -1;
        ssize_t got = pread(fd, end, wanted, (off_t)content->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        content->length += (size_t)got;
        wanted = FIRST_READ_BYTES;
    }
    return 0;
}

enum file_result file_read_descriptor(int fd, size_t limit, char **data, size_t *size)
{
    *data = NULL;
    *size = 0;
    struct stat before;
    struct stat after;
    if (fstat(fd, &before) < 0)
        return FILE_UNREADABLE;
    if (!S_ISREG(before.st_mode))
        return FILE_NOT_REGULAR;
    if (before.st_size > 0 && (size_t)before.st_size > limit)
        return FILE_TOO_LARGE;
    struct text content = text_new(limit + FIRST_READ_BYTES + 2);
    enum file_result result = FILE_UNREADABLE;
    if (read_content(fd, (size_t)before.st_size, limit, &content) < 0 || fstat(fd, &after) < 0)
        goto done;
    result = FILE_TOO_LARGE;
    if (content.length > limit)
        goto done;
    result = FILE_CHANGED;
    if (!file_is_unchanged(&before, &after))
        goto done;
    *size = content.length;
    text_reserve(&content, 1);
    content.data[content.length] = '\0';
    *data = text_take(&content);
    result = FILE_OK;
done:
    text_free(&content);
    return result;
}

enum file_result file_read(int at, const char *path, size_t limit, char **data, size_t *size)
{
    *data = NULL;
    *size = 0;
    int fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return FILE_MISSING;
        return errno == ENXIO ? FILE_NOT_REGULAR : FILE_UNREADABLE;
    }
    enum file_result result = file_read_descriptor(fd, limit, data, size);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

const char *file_result_text(enum file_result result)
{
    switch (result) {
    case FILE_OK:
        return "no error";
    case FILE_MISSING:
        return "no such file";
    case FILE_UNREADABLE:
        return strerror(errno);
    case FILE_NOT_REGULAR:
        return "not a regular file";
    case FILE_TOO_LARGE:
        return "too large";
    case FILE_CHANGED:
        return "it changed while it was read";
    }
    return "unknown";
}

int file_write_all(int fd, const void *data, size_t size)
{
    const char *next = data;
    while (size > 0) {
        ssize_t written = write(fd, next, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        next += written;
        size -= (size_t)written;
    }
    return 0;
}

/* `exact` is a mode that the umask has no say in; 0: none. */
static int write_and_rename(
    const char *path, const void *data, size_t size, mode_t mode, mode_t exact)
{
    struct text temporary = text_new(8192);
    text_add_format(&temporary, "%s.%ld.tmp", path, (long)getpid());
    int result = -1;
    int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        goto done;
    if ((exact == 0 || fchmod(fd, exact) == 0) && file_write_all(fd, data, size) == 0 &&
        fsync(fd) == 0)
        result = 0;
    if (close(fd) < 0)
        result = -1;
    if (result == 0)
        result = rename(temporary.data, path);
    if (result < 0) {
        int error = errno;
        unlink(temporary.data);
        errno = error;
    }
done:
    text_free(&temporary);
    return result;
}

int file_write(const char *path, const void *data, size_t size, mode_t mode)
{
    return write_and_rename(path, data, size, mode, 0);
}

/* Best effort: not every file system can. */
static void sync_folder(const char *path)
{
    char *folder = path_folder(path);
    int fd = open(folder[0] != '\0' ? folder
                  : path[0] == '/'  ? "/"
                                    : ".",
        O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    memory_free(&folder);
}

int file_replace(const char *path, const void *data, size_t size, mode_t mode)
{
    char *real = realpath(path, NULL);
    struct stat found;
    mode_t exact = real != NULL && stat(real, &found) == 0 ? found.st_mode & 07777 : 0;
    const char *target = real == NULL ? path : real;
    int result = write_and_rename(target, data, size, mode, exact);
    int error = errno;
    if (result == 0)
        sync_folder(target);
    memory_free(&real);
    errno = error;
    return result;
}

static int make_parents(const char *path)
{
    char *copy = memory_copy_text(path);
    int result = 0;
    for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0700) < 0 && errno != EEXIST) {
            result = -1;
            break;
        }
        *slash = '/';
    }
    memory_free(&copy);
    return result;
}

int file_make_private_folder(const char *path)
{
    if (make_parents(path) < 0)
        return -1;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -1;
    struct stat found;
    if (lstat(path, &found) < 0)
        return -1;
    if (!S_ISDIR(found.st_mode)) {
        errno = ENOTDIR;
        return -1;
    }
    if (found.st_uid != geteuid()) {
        errno = EPERM;
        return -1;
    }
    if ((found.st_mode & 07777) != 0700)
        return chmod(path, 0700);
    return 0;
}
