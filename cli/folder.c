/* SPDX-License-Identifier: MIT */
#include "cli/folder.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES = 64 * 1024 * 1024, OPEN_MOST = 16 };

static int copy_file(const char *from, const char *to)
{
    char *data = NULL;
    size_t size = 0;
    enum file_result result = file_read(AT_FDCWD, from, FILE_BYTES, &data, &size);
    int copied = -1;
    if (result != FILE_OK)
        log_error("cannot read %s: %s", from, file_result_text(result));
    else if (file_write(to, data, size, 0644) < 0)
        log_error("cannot write %s: %s", to, strerror(errno));
    else
        copied = 0;
    memory_free(&data);
    return copied;
}

static int copy_entry(const char *from, const char *to, size_t *markdown_files)
{
    struct stat found;
    if (lstat(from, &found) < 0) {
        log_error("cannot look at %s: %s", from, strerror(errno));
        return -1;
    }
    if (S_ISDIR(found.st_mode))
        return folder_copy(from, to, markdown_files);
    if (!S_ISREG(found.st_mode))
        return 0;
    *markdown_files += path_is_markdown(from);
    return copy_file(from, to);
}

int folder_copy(const char *from, const char *to, size_t *markdown_files)
{
    DIR *folder = opendir(from);
    if (folder == NULL || (mkdir(to, 0755) < 0 && errno != EEXIST)) {
        log_error("cannot copy %s to %s: %s", from, to, strerror(errno));
        if (folder != NULL)
            closedir(folder);
        return -1;
    }
    int result = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL && result == 0;
         entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *source = path_join(from, entry->d_name);
        char *target = path_join(to, entry->d_name);
        result = copy_entry(source, target, markdown_files);
        memory_free(&source);
        memory_free(&target);
    }
    closedir(folder);
    return result;
}

static int remove_entry(
    const char *path, const struct stat *unused_found, int unused_type, struct FTW *unused_place)
{
    (void)unused_found;
    (void)unused_type;
    (void)unused_place;
    return remove(path);
}

int folder_remove(const char *path)
{
    if (nftw(path, remove_entry, OPEN_MOST, FTW_DEPTH | FTW_PHYS) == 0)
        return 0;
    log_error("cannot remove %s: %s", path, strerror(errno));
    return -1;
}
