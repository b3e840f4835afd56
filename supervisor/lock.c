/* SPDX-License-Identifier: MIT */
#include "supervisor/lock.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "config/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { HOST_BYTES = 256, LINE_BYTES = 512, WAIT_MS = 5000, STEP_MS = 20 };

static void refuse_held(
    const char *what, const char *path, const char *holder, struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-LOCK-01", "another cmsync %s: %s", what, holder);
    problem_help(&problem, "stop it with `cmsync stop`, or watch it with `cmsync status`");
    problem.file = path;
    problem_print(&problem, NULL, 0, problems);
}

static void refuse_open(const char *path, const char *help, struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-LOCK-02", "cannot open it for locking: %s", strerror(errno));
    problem_help(&problem, "%s", help);
    problem.file = path;
    problem_print(&problem, NULL, 0, problems);
}

/* What stands in a lock file: `PID HOST`, from a command that works on the store alone for a
   moment also its name. */
struct holder {
    long pid; /* 0: nothing stands there */
    char host[HOST_BYTES];
    bool is_brief;
};

static struct holder read_holder(int fd)
{
    struct holder holder = { .pid = 0 };
    char line[LINE_BYTES] = "";
    char *end = NULL;
    if (pread(fd, line, sizeof line - 1, 0) <= 0)
        return holder;
    long pid = strtol(line, &end, 10);
    if (end == line || *end != ' ' || pid <= 0)
        return holder;
    size_t length = strcspn(end + 1, " \n");
    holder.pid = pid;
    holder.is_brief = end[1 + length] == ' ';
    snprintf(holder.host, HOST_BYTES, "%.*s", (int)length, end + 1);
    return holder;
}

static void own_host(char host[HOST_BYTES])
{
    if (gethostname(host, HOST_BYTES) < 0)
        snprintf(host, HOST_BYTES, "localhost");
    host[HOST_BYTES - 1] = '\0';
}

/* It will be free in a moment: the one whose pid stands there is dead and its stages die just now,
   or it is a short command. */
static bool is_passing(int fd)
{
    char own[HOST_BYTES];
    own_host(own);
    struct holder holder = read_holder(fd);
    if (holder.pid == 0 || strcmp(holder.host, own) != 0)
        return false;
    return holder.is_brief || (kill((pid_t)holder.pid, 0) < 0 && errno == ESRCH);
}

static int take(int fd)
{
    int result;
    do {
        result = flock(fd, LOCK_EX | LOCK_NB);
    } while (result < 0 && errno == EINTR);
    return result;
}

static int take_or_wait(int fd)
{
    int64_t end_ms = clock_now_ms() + WAIT_MS;
    while (take(fd) < 0) {
        if (errno != EWOULDBLOCK)
            return -1;
        if (!is_passing(fd) || clock_now_ms() > end_ms) {
            errno = EWOULDBLOCK;
            return -1;
        }
        poll(NULL, 0, STEP_MS);
    }
    return 0;
}

static void write_holder(int fd)
{
    char host[HOST_BYTES];
    char line[LINE_BYTES];
    own_host(host);
    int length = snprintf(line, sizeof line, "%ld %s\n", (long)getpid(), host);
    /* Who holds it is a help for people; the lock holds without. */
    if (ftruncate(fd, 0) < 0 || pwrite(fd, line, (size_t)length, 0) != length)
        log_warning("cannot write the holder into the lock: %s", strerror(errno));
}

int lock_state(const char *state_folder, bool *is_held, struct text *problems)
{
    *is_held = false;
    char *path = path_join(state_folder, "lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        refuse_open(path, "name a folder that can be written to with `--state DIR`", problems);
        goto done;
    }
    if (take_or_wait(fd) == 0) {
        write_holder(fd);
        goto done;
    }
    *is_held = errno == EWOULDBLOCK;
    if (*is_held) {
        struct holder holder = read_holder(fd);
        char words[LINE_BYTES];
        snprintf(words, sizeof words, "process %ld on %s", holder.pid, holder.host);
        refuse_held("uses this state folder", state_folder,
            holder.pid > 0 ? words : "unknown process", problems);
    } else {
        refuse_open(path, "name a folder that can be written to with `--state DIR`", problems);
    }
    close(fd);
    fd = -1;
done:
    memory_free(&path);
    return fd;
}

/* Who holds a lock on the file, from /proc/locks; 0 when it does not say. */
static long find_locker(int fd)
{
    struct stat found;
    char wanted[LINE_BYTES];
    char line[LINE_BYTES];
    long pid = 0;
    FILE *locks = fopen("/proc/locks", "re");
    if (locks == NULL)
        return 0;
    if (fstat(fd, &found) == 0) {
        snprintf(wanted, sizeof wanted, " %02x:%02x:%lu ", major(found.st_dev), minor(found.st_dev),
            (unsigned long)found.st_ino);
        while (pid == 0 && fgets(line, sizeof line, locks) != NULL) {
            const char *write = strstr(line, "FLOCK  ADVISORY  WRITE ");
            if (write != NULL && strstr(line, wanted) != NULL)
                pid = strtol(write + strlen("FLOCK  ADVISORY  WRITE "), NULL, 10);
        }
    }
    fclose(locks);
    return pid;
}

int lock_tree(const char *root, bool *is_held, struct text *problems)
{
    *is_held = false;
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        refuse_open(root, "`docs.root` names the folder", problems);
        return -1;
    }
    int64_t end_ms = clock_now_ms() + WAIT_MS;
    while (take(fd) < 0) {
        if (errno != EWOULDBLOCK) {
            log_warning("%s cannot be locked (%s): nothing keeps a second cmsync away from it",
                root, strerror(errno));
            return fd;
        }
        long pid = find_locker(fd);
        /* Who only looks whether it is free has it to read, for a moment: nobody writes then. */
        bool is_alive = pid > 0 && (kill((pid_t)pid, 0) == 0 || errno != ESRCH);
        if (is_alive || clock_now_ms() > end_ms) {
            char holder[LINE_BYTES];
            snprintf(holder, sizeof holder, "process %ld", pid);
            refuse_held(
                "publishes this folder", root, pid > 0 ? holder : "unknown process", problems);
            *is_held = true;
            close(fd);
            return -1;
        }
        poll(NULL, 0, STEP_MS);
    }
    return fd;
}

void lock_release(int fd)
{
    (void)flock(fd, LOCK_UN); /* fails only where the file system never gave the lock */
    close(fd);
}
