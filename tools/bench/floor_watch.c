/* SPDX-License-Identifier: MIT */
/* usage: floor_watch FOLDER: walk, stat, and a watch on every folder. Prints milliseconds and
   folders. */
#include "tools/bench/clock.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static int notify;
static long folders;

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)where;
    if (kind != FTW_D)
        return 0;
    if (inotify_add_watch(notify, path,
            IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB) < 0)
        give_up(path);
    folders++;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    double start = clock_ms();
    notify = inotify_init1(IN_CLOEXEC);
    if (notify < 0 || nftw(argv[1], visit, 64, FTW_PHYS) != 0)
        give_up(argv[1]);
    printf("%.3f %ld\n", clock_ms() - start, folders);
    close(notify);
    return 0;
}
