/* SPDX-License-Identifier: MIT */
#include "cli/holder.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUPERVISOR "cmsync-supervisor"

enum { TEXT_BYTES = 256 };

/* The name the kernel has of a process; "" when there is none. */
static void read_process_name(long pid, char name[HOLDER_NAME_BYTES])
{
    char path[TEXT_BYTES];
    snprintf(path, sizeof path, "/proc/%ld/comm", pid);
    file_read_line(path, name, HOLDER_NAME_BYTES);
    /* The kernel keeps 15 characters. */
    if (strncmp(name, SUPERVISOR, 15) == 0)
        snprintf(name, HOLDER_NAME_BYTES, SUPERVISOR);
}

/* The lock's first line: a pid, a host, then perhaps a name. The supervisor writes no name. */
static void read_holder(int fd, struct holder *holder)
{
    char text[TEXT_BYTES] = "";
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    text[length < 0 ? 0 : length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    char *rest = text;
    holder->pid = strtol(text, &rest, 10);
    rest += strspn(rest, " ");
    rest += strcspn(rest, " ");
    rest += strspn(rest, " ");
    snprintf(holder->name, sizeof holder->name, "%.60s", rest);
    if (holder->name[0] == '\0' && holder->pid > 0)
        read_process_name(holder->pid, holder->name);
    if (holder->name[0] == '\0')
        snprintf(holder->name, sizeof holder->name, "another process");
}

static int open_lock(const char *state_folder, int flags)
{
    char *path = path_join(state_folder, "lock");
    int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno != ENOENT)
        log_error("cannot open %s: %s", path, strerror(errno));
    memory_free(&path);
    return fd;
}

enum holder_result holder_take(
    const char *state_folder, const char *name, int *fd, struct holder *holder)
{
    *fd = open_lock(state_folder, O_RDWR | O_CREAT);
    if (*fd < 0)
        return HOLDER_FAILED;
    if (flock(*fd, LOCK_EX | LOCK_NB) < 0) {
        read_holder(*fd, holder);
        close(*fd);
        *fd = -1;
        return HOLDER_BUSY;
    }
    char host[HOST_NAME_MAX + 1] = "";
    char text[TEXT_BYTES];
    if (gethostname(host, sizeof host - 1) < 0 || host[0] == '\0')
        snprintf(host, sizeof host, "localhost");
    int length = snprintf(text, sizeof text, "%ld %.60s %.40s\n", (long)getpid(), host, name);
    if (ftruncate(*fd, 0) < 0 || pwrite(*fd, text, (size_t)length, 0) != length)
        log_warning("cannot write who holds the lock: %s", strerror(errno));
    return HOLDER_TAKEN;
}

bool holder_look(const char *state_folder, struct holder *holder)
{
    *holder = (struct holder){ .pid = 0 };
    int fd = open_lock(state_folder, O_RDWR);
    if (fd < 0)
        return false;
    bool is_busy = flock(fd, LOCK_SH | LOCK_NB) < 0;
    if (is_busy)
        read_holder(fd, holder);
    close(fd);
    return is_busy;
}

bool holder_is_brief(const struct holder *holder)
{
    return strncmp(holder->name, "cmsync ", 7) == 0;
}

int holder_signal(const struct holder *holder, int signal)
{
    char name[HOLDER_NAME_BYTES];
    if (holder->pid <= 1)
        return -1;
    read_process_name(holder->pid, name);
    if (strncmp(name, "cmsync", 6) != 0)
        return -1;
    return kill((pid_t)holder->pid, signal);
}
