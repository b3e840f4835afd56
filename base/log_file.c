/* SPDX-License-Identifier: MIT */
#include "base/log_file.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *log_file_path(const char *state)
{
    return path_join(state, "log");
}

static bool has_grown(const struct stat *found)
{
    return S_ISREG(found->st_mode) && found->st_size > LOG_FILE_MOST_BYTES;
}

static int open_path(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int log_file_open(const char *state)
{
    char *path = log_file_path(state);
    char *before = path_join(state, "log.1");
    struct stat found;
    if (stat(path, &found) == 0 && has_grown(&found) && rename(path, before) < 0)
        log_warning("cannot rename %s: %s", path, strerror(errno));
    int fd = open_path(path);
    if (fd < 0)
        log_error("cannot open %s: %s", path, strerror(errno));
    memory_free(&before);
    memory_free(&path);
    return fd;
}

/* A file that cannot be replaced (a full disk) gets its name back, and is tried again. */
static void turn(const char *path, const char *before, int fd)
{
    if (rename(path, before) < 0)
        return;
    int fresh = open_path(path);
    if (fresh < 0 || dup2(fresh, fd) < 0)
        (void)rename(before, path);
    if (fresh >= 0)
        close(fresh);
}

void log_file_turn(const char *state, int fd)
{
    struct stat open_file;
    struct stat found;
    if (fstat(fd, &open_file) < 0 || !has_grown(&open_file))
        return;
    char *path = log_file_path(state);
    char *before = path_join(state, "log.1");
    if (stat(path, &found) == 0 && found.st_dev == open_file.st_dev &&
        found.st_ino == open_file.st_ino)
        turn(path, before, fd);
    memory_free(&before);
    memory_free(&path);
}
