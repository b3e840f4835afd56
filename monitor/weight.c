/* SPDX-License-Identifier: MIT */
#include "monitor/weight.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int64_t weight_of_process(long pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/statm", pid);
    int fd = pid <= 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    char line[128] = "";
    ssize_t length = read(fd, line, sizeof line - 1);
    close(fd);
    if (length <= 0)
        return 0;
    /* size, resident, shared: in pages */
    char *rest = line;
    (void)strtoll(rest, &rest, 10);
    long long resident = strtoll(rest, &rest, 10);
    long long shared = strtoll(rest, &rest, 10);
    return (resident - shared) * sysconf(_SC_PAGESIZE);
}
