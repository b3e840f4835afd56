/* SPDX-License-Identifier: MIT */
#include "cli/doctor_look.h"

#include "base/file.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A number that the kernel shows in a file; -1 when it does not. */
static long read_limit(const char *path)
{
    char line[32];
    char *end = line;
    file_read_line(path, line, sizeof line);
    long number = strtol(line, &end, 10);
    return end == line || number < 0 ? -1 : number;
}

/* A descriptor of inotify's has a line for each watch. */
static void count_watches(int infos, const char *name, struct doctor_inotify *inotify)
{
    char line[256];
    int fd = openat(infos, name, O_RDONLY | O_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    if (file == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while (fgets(line, sizeof line, file) != NULL)
        inotify->watches_used += strncmp(line, "inotify wd:", 11) == 0;
    fclose(file);
}

static bool is_inotify(int process, const char *name)
{
    char path[NAME_MAX + 8];
    char target[64] = "";
    snprintf(path, sizeof path, "fd/%s", name);
    return readlinkat(process, path, target, sizeof target - 1) > 0 &&
           strcmp(target, "anon_inode:inotify") == 0;
}

static void count_process(int process, struct doctor_inotify *inotify)
{
    int infos = openat(process, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int list = infos < 0 ? -1 : fcntl(infos, F_DUPFD_CLOEXEC, 0);
    DIR *folder = list < 0 ? NULL : fdopendir(list);
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0]) || !is_inotify(process, entry->d_name))
            continue;
        inotify->instances_used++;
        count_watches(infos, entry->d_name, inotify);
    }
    if (folder != NULL)
        closedir(folder);
    else if (list >= 0)
        close(list);
    if (infos >= 0)
        close(infos);
}

void doctor_look_at_inotify(struct doctor_inotify *inotify)
{
    *inotify = (struct doctor_inotify){
        .watches_most = read_limit("/proc/sys/fs/inotify/max_user_watches"),
        .instances_most = read_limit("/proc/sys/fs/inotify/max_user_instances"),
        .watches_used = -1,
        .instances_used = -1,
    };
    DIR *processes = opendir("/proc");
    if (processes == NULL)
        return;
    inotify->watches_used = inotify->instances_used = 0;
    for (const struct dirent *entry; (entry = readdir(processes)) != NULL;) {
        struct stat status;
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        int process = openat(dirfd(processes), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (process < 0)
            continue;
        if (fstat(process, &status) == 0 && status.st_uid == geteuid())
            count_process(process, inotify);
        close(process);
    }
    closedir(processes);
}
