/* SPDX-License-Identifier: MIT */
#include "monitor/weight.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int64_t weight_of_process(long pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/statm", pid);
    char line[128];
    file_read_line(path, line, sizeof line);
    if (pid <= 0 || line[0] == '\0')
        return 0;
    /* size, resident, shared: in pages */
    char *rest = line;
    (void)strtoll(rest, &rest, 10);
    long long resident = strtoll(rest, &rest, 10);
    long long shared = strtoll(rest, &rest, 10);
    return (resident - shared) * sysconf(_SC_PAGESIZE);
}
