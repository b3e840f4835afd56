/* SPDX-License-Identifier: MIT */
#include "drawer/errand.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/signals.h"
#include "drawer/cage.h"
#include "storage/drawing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_PREFIX "cmsync-drawer-"

enum { PART_BYTES = 64 * 1024, OPEN_MOST = 16, DESCRIPTORS = 1024, MS = 1000, AGAIN_MS = 20 };
static const rlim_t file_bytes = (rlim_t)256 * 1024 * 1024;
static const rlim_t data_bytes = (rlim_t)4 * 1024 * 1024 * 1024;

/* The parent may be gone before the kernel is asked to tell; its end of the pipe went with it. (A
   new namespace of processes shows no parent to compare.) */
bool errand_die_with_reader(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct pollfd output = { .fd = STDOUT_FILENO };
    return poll(&output, 1, 0) == 0;
}

/* ---------------------------------------------------------------- in the child */

static void limit(__rlimit_resource_t resource, rlim_t value)
{
    struct rlimit now;
    if (getrlimit(resource, &now) < 0)
        return;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value)
        value = now.rlim_max;
    (void)setrlimit(resource, &(struct rlimit){ value, value });
}

/* The converter's own limits are not meant for the command. */
static void set_limits(int seconds)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, (rlim_t)seconds * 4); /* a browser has many threads */
    limit(RLIMIT_FSIZE, file_bytes);
    limit(RLIMIT_DATA, data_bytes);
    limit(RLIMIT_NOFILE, DESCRIPTORS);
    limit(RLIMIT_AS, RLIM_INFINITY);
}

/* The browser that mermaid's command installed for itself is looked for below HOME, which will be
   empty. */
static void keep_browser(void)
{
    char folder[PATH_MAX_BYTES];
    const char *home = getenv("HOME");
    if (home == NULL || home[0] != '/')
        return;
    int length = snprintf(folder, sizeof folder, "%s/.cache/puppeteer", home);
    if (length > 0 && (size_t)length < sizeof folder)
        setenv("PUPPETEER_CACHE_DIR", folder, 0);
}

static int set_environment(const char *folder)
{
    static const char *const kept[] = { "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "JAVA_HOME",
        "GRAPHVIZ_DOT", "PUPPETEER_EXECUTABLE_PATH", "PUPPETEER_CACHE_DIR" };
    enum { KEPT = sizeof kept / sizeof kept[0] };
    char *values[KEPT];
    keep_browser();
    for (size_t i = 0; i < KEPT; i++) {
        const char *value = getenv(kept[i]);
        values[i] = value == NULL ? NULL : memory_copy_text(value);
    }
    clearenv();
    for (size_t i = 0; i < KEPT; i++) {
        if (values[i] != NULL)
            setenv(kept[i], values[i], 1);
        memory_free(&values[i]);
    }
    return setenv("HOME", folder, 1) < 0 || setenv("TMPDIR", folder, 1) < 0 || chdir(folder) < 0
               ? -1
               : 0;
}

_Noreturn static void become(
    const struct errand *errand, enum cage cage, const char *folder, const int fds[2])
{
    sigset_t none;
    sigemptyset(&none);
    setsid();
    close(fds[0]); /* else it never sees that the drawer has */
    if (dup2(fds[1], STDOUT_FILENO) < 0 ||
        cage_enter(cage, folder, errand->hidden, errand->hidden_count) < 0)
        _exit(DRAWING_EXIT_OPEN);
    /* Behind changes of privileges, which would clear it. */
    if (!errand_die_with_reader())
        _exit(DRAWING_EXIT_FAILED);
    bool is_ready = set_environment(folder) == 0;
    set_limits(errand->seconds);
    signals_restore();
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (is_ready)
        execvp(errand->command[0], errand->command);
    _exit(DRAWING_EXIT_MISSING);
}

/* ---------------------------------------------------------------- in the parent */

/* The command ended, with its status, or had to be ended, with the reason. */
struct course {
    pid_t pid;
    int pid_fd;
    bool is_over;
    int verdict; /* of enum drawing_exit; DONE while there is nothing to say */
};

static void end_course(struct course *course, int verdict)
{
    if (course->verdict == DRAWING_EXIT_DONE)
        course->verdict = verdict;
    kill(-course->pid, SIGKILL);
    kill(course->pid, SIGKILL);
    course->is_over = true;
}

/* Processes whose parents are gone are children of ours by now, for we are their reaper. */
static void kill_children(void)
{
    char path[64];
    char pids[4096];
    snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t length = read(fd, pids, sizeof pids - 1);
    close(fd);
    pids[length > 0 ? length : 0] = '\0';
    char *end = pids;
    for (const char *at = pids; *at != '\0'; at = end) {
        long pid = strtol(at, &end, 10);
        if (end == at)
            break;
        kill((pid_t)pid, SIGKILL);
        end += *end == ' ';
    }
}

/* False at the end of the output. */
static bool take_output(
    int fd, const struct errand *errand, struct text *out, struct course *course)
{
    char part[PART_BYTES];
    ssize_t length = read(fd, part, sizeof part);
    if (length < 0)
        return errno == EINTR;
    if (length > 0 && out->length + (size_t)length > errand->bytes)
        end_course(course, DRAWING_EXIT_LARGE);
    else
        text_add(out, part, (size_t)length);
    return length > 0;
}

/* Until the output has ended and so has the command. What holds the output open longer than the
   command lives goes with it. */
static void listen_to(const struct errand *errand, int fd, struct text *out, struct course *course)
{
    int64_t end_ms = clock_now_ms() + (int64_t)errand->seconds * MS;
    bool is_open = true;
    while (is_open || !course->is_over) {
        int64_t left = end_ms - clock_now_ms();
        if (left <= 0 && !course->is_over)
            end_course(course, DRAWING_EXIT_SLOW);
        if (left < -MS)
            return; /* killed, and still it holds the output */
        struct pollfd ready[] = { { .fd = is_open ? fd : -1, .events = POLLIN },
            { .fd = course->is_over ? -1 : course->pid_fd, .events = POLLIN } };
        if (course->is_over)
            kill_children();
        if (poll(ready, 2, course->is_over ? AGAIN_MS : (int)left) <= 0)
            continue;
        if (ready[0].revents != 0)
            is_open = take_output(fd, errand, out, course);
        if (ready[1].revents != 0)
            end_course(course, DRAWING_EXIT_DONE);
    }
}

static void reap_all(pid_t pid, int *status)
{
    while (true) {
        int ended = 0;
        kill_children();
        pid_t one = waitpid(-1, &ended, 0);
        if (one == pid)
            *status = ended;
        if (one < 0 && errno != EINTR)
            return;
    }
}

static int judge(const struct course *course, int status)
{
    if (course->verdict != DRAWING_EXIT_DONE)
        return course->verdict;
    if (!WIFEXITED(status))
        return DRAWING_EXIT_FAILED;
    int code = WEXITSTATUS(status);
    return code == 0 || code == DRAWING_EXIT_OPEN || code == DRAWING_EXIT_MISSING
               ? code
               : DRAWING_EXIT_FAILED;
}

static int remove_entry(
    const char *path, const struct stat *unused_found, int unused_type, struct FTW *unused_place)
{
    (void)unused_found;
    (void)unused_type;
    (void)unused_place;
    return remove(path);
}

static int run_in(const struct errand *errand, enum cage cage, const char *folder, struct text *out)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0)
        return DRAWING_EXIT_FAILED;
    struct course course = { .pid = fork() };
    if (course.pid == 0)
        become(errand, cage, folder, fds);
    close(fds[1]);
    if (course.pid < 0) {
        close(fds[0]);
        return DRAWING_EXIT_FAILED;
    }
    course.pid_fd = pidfd_open(course.pid, 0);
    if (course.pid_fd < 0)
        end_course(&course, DRAWING_EXIT_FAILED);
    listen_to(errand, fds[0], out, &course);
    int status = 0;
    reap_all(course.pid, &status);
    close(fds[0]);
    if (course.pid_fd >= 0)
        close(course.pid_fd);
    return judge(&course, status);
}

static void remove_folder(const char *folder)
{
    nftw(folder, remove_entry, OPEN_MOST, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* What drawers left that were killed: older than any drawing can take, twice over. */
static void remove_leftovers(const char *base)
{
    DIR *folder = opendir(base);
    if (folder == NULL)
        return;
    time_t long_ago = time(NULL) - 2 * ERRAND_SECONDS_MOST;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct stat found;
        if (strncmp(entry->d_name, FOLDER_PREFIX, strlen(FOLDER_PREFIX)) != 0 ||
            fstatat(dirfd(folder), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISDIR(found.st_mode) || found.st_uid != geteuid() || found.st_mtime > long_ago)
            continue;
        char *path = path_join(base, entry->d_name);
        remove_folder(path);
        memory_free(&path);
    }
    closedir(folder);
}

int errand_run(const struct errand *errand, struct text *out)
{
    const char *base = getenv("TMPDIR");
    char folder[256];
    if (base == NULL || base[0] != '/')
        base = "/tmp";
    remove_leftovers(base);
    snprintf(folder, sizeof folder, "%.200s/%sXXXXXX", base, FOLDER_PREFIX);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (mkdtemp(folder) == NULL)
        return DRAWING_EXIT_FAILED;
    enum cage cage = cage_prepare();
    int code = cage == CAGE_NONE ? DRAWING_EXIT_OPEN : run_in(errand, cage, folder, out);
    if (code == DRAWING_EXIT_FAILED && cage == CAGE_FILTER)
        code = DRAWING_EXIT_FILTERED;
    remove_folder(folder);
    return code;
}
