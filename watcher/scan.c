/* SPDX-License-Identifier: MIT */
#include "watcher/scan.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/unicode.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { TICK_ENTRIES = 500, TROUBLE_LINES = 20, TROUBLE_BYTES = 16 * 1024 };
enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC };

static void add_trouble(struct scan *scan, const char *what, const char *path, const char *reason)
{
    scan->is_complete = false;
    if (scan->trouble_count++ >= TROUBLE_LINES)
        return;
    char *shown = unicode_printable(path[0] == '\0' ? scan->root : path);
    text_add_format(
        &scan->trouble, "%s%s %s: %s", scan->trouble.length > 0 ? "\n" : "", what, shown, reason);
    memory_free(&shown);
}

int scan_open(struct scan *scan, const char *root)
{
    struct stat status;
    scan->root = root;
    scan->path = text_new(PATH_MAX_BYTES);
    scan->trouble = text_new(TROUBLE_BYTES);
    scan->is_complete = true;
    scan->root_fd = open(root, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    if (scan->root_fd < 0 || fstat(scan->root_fd, &status) < 0 ||
        (scan->root_real = realpath(root, NULL)) == NULL) {
        add_trouble(scan, "cannot read the folder", "", strerror(errno));
        return -1;
    }
    scan->root_device = (int64_t)status.st_dev;
    scan->root_inode = (int64_t)status.st_ino;
    return 0;
}

bool scan_has_root(const struct scan *scan)
{
    struct stat status;
    return stat(scan->root, &status) == 0 && (int64_t)status.st_dev == scan->root_device &&
           (int64_t)status.st_ino == scan->root_inode;
}

void scan_close(struct scan *scan)
{
    if (scan->root_fd >= 0)
        close(scan->root_fd);
    scan->root_fd = -1;
    memory_free(&scan->root_real);
    text_free(&scan->path);
    text_free(&scan->trouble);
}

static int64_t nanoseconds(const struct statx_timestamp *time)
{
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* statx(2), for the moment of birth: an inode number alone is given to the next file. 0, or -1 and
   errno. */
static int take_status(int at, const char *name, int flags, struct statx *status)
{
    return statx(at, name, flags | AT_NO_AUTOMOUNT,
        STATX_TYPE | STATX_INO | STATX_SIZE | STATX_MTIME | STATX_CTIME | STATX_BTIME, status);
}

static struct tree_values values_of(const struct statx *status)
{
    struct tree_values values = {
        .inode = (int64_t)status->stx_ino,
        .device = (int64_t)makedev(status->stx_dev_major, status->stx_dev_minor),
        .is_folder = S_ISDIR(status->stx_mode),
    };
    if (status->stx_mask & STATX_BTIME)
        values.born_ns = nanoseconds(&status->stx_btime);
    if (!values.is_folder) {
        values.size = (int64_t)status->stx_size;
        values.modified_ns = nanoseconds(&status->stx_mtime);
        values.changed_ns = nanoseconds(&status->stx_ctime);
    }
    return values;
}

/* The link counts if it ends, over however many links, at a regular file inside the root. */
static enum scan_look look_at_link(
    const struct scan *scan, const char *path, const struct statx *link, struct tree_values *values)
{
    char *whole = path_join(scan->root_real, path);
    char *target = realpath(whole, NULL);
    memory_free(&whole);
    struct statx status;
    size_t length = strlen(scan->root_real);
    enum scan_look result = SCAN_MISSING;
    if (target != NULL && strncmp(target, scan->root_real, length) == 0 &&
        (target[length] == '/' || length == 1) && take_status(AT_FDCWD, target, 0, &status) == 0 &&
        S_ISREG(status.stx_mode)) {
        struct tree_values own = values_of(link);
        *values = values_of(&status);
        values->inode = own.inode;
        values->device = own.device;
        values->born_ns = own.born_ns;
        values->is_link = true;
        result = SCAN_THERE;
    }
    memory_free(&target);
    return result;
}

static enum scan_look look_at(
    const struct scan *scan, int at, const char *name, const char *path, struct tree_values *values)
{
    struct statx status;
    if (take_status(at, name, AT_SYMLINK_NOFOLLOW, &status) < 0)
        return errno == ENOENT || errno == ENOTDIR ? SCAN_MISSING : SCAN_UNREADABLE;
    if (S_ISLNK(status.stx_mode))
        return look_at_link(scan, path, &status, values);
    if (!S_ISREG(status.stx_mode) && !S_ISDIR(status.stx_mode))
        return SCAN_MISSING;
    *values = values_of(&status);
    return SCAN_THERE;
}

/* Opens a folder name by name, so that no link on the way is followed. -1 and errno. */
static int open_folder(const struct scan *scan, const char *path, size_t length)
{
    int fd = openat(scan->root_fd, ".", FOLDER_FLAGS);
    for (size_t start = 0; fd >= 0 && start < length;) {
        size_t end = start;
        while (end < length && path[end] != '/')
            end++;
        char *name = memory_copy_part(path + start, end - start);
        int next = openat(fd, name, FOLDER_FLAGS);
        int reason = errno;
        memory_free(&name);
        close(fd);
        errno = reason;
        fd = next;
        start = end + 1;
    }
    return fd;
}

enum scan_look scan_look(struct scan *scan, const char *path, struct tree_values *values)
{
    int at = open_folder(scan, path, path_folder_length(path));
    /* A link where a folder was (ELOOP, ENOTDIR) means that the path is not there any more. */
    if (at < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? SCAN_MISSING
                                                                     : SCAN_UNREADABLE;
    enum scan_look look = look_at(scan, at, path_name(path), path, values);
    close(at);
    return look;
}

static void take(struct scan *scan, const struct tree_values *values)
{
    if (scan->compare != NULL)
        compare_found(scan->compare, scan->path.data, values);
    else if (!scan->taker(scan->context, scan->path.data, values))
        scan->is_stopped = true;
}

static void leave_unread(struct scan *scan, const char *reason)
{
    if (scan->compare != NULL)
        compare_unknown(scan->compare, scan->path.data);
    add_trouble(scan, "cannot read the folder", scan->path.data, reason);
}

/* 0, or -1: without its ignore file nothing below the folder can be told from what is ignored. */
static int read_rules(struct scan *scan, int fd)
{
    char *content = NULL;
    size_t size = 0;
    int file = openat(fd, IGNORE_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 && errno != ENOENT) {
        leave_unread(scan, "its " IGNORE_FILE " cannot be read");
        return -1;
    }
    if (file >= 0) {
        enum file_result result =
            file_read_descriptor(file, IGNORE_FILE_MAX_BYTES, &content, &size);
        close(file);
        if (result != FILE_OK) {
            leave_unread(scan, "its " IGNORE_FILE " cannot be read");
            return -1;
        }
    }
    ignore_set_file(scan->ignore, scan->path.data, content);
    memory_free(&content);
    return 0;
}

static void walk(struct scan *scan, int fd);

/* What is mounted over a folder of the tree is none of it, and nobody deleted what it hides. */
static void meet_mount(struct scan *scan)
{
    if (scan->compare != NULL && compare_knows_below(scan->compare, scan->path.data))
        leave_unread(scan, "another file system is mounted there");
}

/* `fd` (-1: it cannot be opened, for `reason`) is closed. */
static void enter(struct scan *scan, int fd, const struct tree_values *values, int reason)
{
    take(scan, values);
    if (fd >= 0 && values->device == scan->root_device &&
        path_depth(scan->path.data) < PATH_MAX_DEPTH) {
        walk(scan, fd);
        return;
    }
    if (fd < 0)
        leave_unread(scan, reason != EACCES
                               ? strerror(reason)
                               : "no permission; give this user the right to (chmod u+rx), or "
                                 "leave it out in " IGNORE_FILE);
    else if (values->device != scan->root_device)
        meet_mount(scan);
    else
        leave_unread(scan, "more than 64 folders deep");
    if (fd >= 0)
        close(fd);
}

static void meet_folder(struct scan *scan, int at, const char *name)
{
    struct statx status;
    int fd = openat(at, name, FOLDER_FLAGS);
    int reason = errno;
    int got = fd >= 0 ? take_status(fd, "", AT_EMPTY_PATH, &status)
                      : take_status(at, name, AT_SYMLINK_NOFOLLOW, &status);
    if (got == 0 && S_ISDIR(status.stx_mode)) {
        struct tree_values values = values_of(&status);
        enter(scan, fd, &values, reason);
    } else if (fd >= 0) {
        close(fd); /* gone, or something else by now: its event comes */
    }
}

static const char *reason_to_skip(int at, const char *name)
{
    struct stat status;
    if (fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return NULL; /* gone meanwhile */
    if (!S_ISLNK(status.st_mode))
        return "it is no regular file; rename it, or leave it out in " IGNORE_FILE;
    if (fstatat(at, name, &status, 0) == 0)
        return S_ISREG(status.st_mode)
                   ? "its link leads out of the folder; put the file itself there"
                   : "its link leads to no regular file; remove it, or leave it out "
                     "in " IGNORE_FILE;
    return errno == ELOOP ? "its link leads in a circle; remove it, or have it point to a file"
                          : "its link leads nowhere; remove it, or have it point to a file";
}

static void skip(struct scan *scan, int at, const char *name)
{
    if (scan->skipped == NULL || !path_is_markdown(name))
        return;
    const char *reason = reason_to_skip(at, name);
    if (reason != NULL)
        scan->skipped(scan->context, scan->path.data, reason);
}

static void meet(struct scan *scan, int at, const struct dirent *item)
{
    const char *path = scan->path.data;
    struct tree_values values;
    bool is_folder = item->d_type == DT_DIR;
    if (item->d_type == DT_UNKNOWN)
        is_folder =
            look_at(scan, at, item->d_name, path, &values) == SCAN_THERE && values.is_folder;
    if (ignore_has(scan->ignore, path, is_folder)) {
        if (scan->ignored != NULL)
            scan->ignored(scan->context, path, is_folder);
        return;
    }
    if (is_folder) {
        meet_folder(scan, at, item->d_name);
        return;
    }
    enum scan_look look = look_at(scan, at, item->d_name, path, &values);
    if (look == SCAN_THERE && !values.is_folder)
        take(scan, &values);
    else if (look == SCAN_UNREADABLE)
        add_trouble(scan, "cannot look at", path, strerror(errno));
    else if (look == SCAN_MISSING)
        skip(scan, at, item->d_name);
}

static bool is_time_to_stop(struct scan *scan)
{
    if (++scan->seen % TICK_ENTRIES == 0 && scan->tick != NULL && !scan->tick(scan->context))
        scan->is_stopped = true;
    return scan->is_stopped;
}

static bool is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void meet_name(struct scan *scan, int at, const struct dirent *item)
{
    size_t length = scan->path.length;
    if (length > 0)
        text_add_char(&scan->path, '/');
    text_add_string(&scan->path, item->d_name);
    if (!scan->path.overflowed) {
        meet(scan, at, item);
        text_cut(&scan->path, length);
        return;
    }
    scan->path.overflowed = false;
    text_cut(&scan->path, length);
    add_trouble(scan, "the path is too long below", scan->path.data, "4096 bytes is the limit");
}

/* The folder at scan->path, open as `fd`, which is closed. */
static void walk(struct scan *scan, int fd)
{
    if (scan->notify != NULL)
        (void)notify_watch(scan->notify, scan->path.data); /* the caller asks notify_is_short() */
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        leave_unread(scan, strerror(errno));
        close(fd);
        return;
    }
    bool is_readable = read_rules(scan, fd) == 0;
    while (is_readable && !is_time_to_stop(scan)) {
        errno = 0;
        const struct dirent *item = readdir(folder);
        if (item == NULL) {
            if (errno != 0)
                leave_unread(scan, strerror(errno));
            break;
        }
        if (!is_dots(item->d_name))
            meet_name(scan, fd, item);
    }
    closedir(folder);
}

void scan_walk(struct scan *scan, const char *folder)
{
    text_cut(&scan->path, 0);
    text_add_string(&scan->path, folder);
    int fd = open_folder(scan, folder, strlen(folder));
    bool is_gone = fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP);
    if (fd >= 0)
        walk(scan, fd);
    else if (!is_gone || folder[0] == '\0') /* the root must be there */
        leave_unread(scan, strerror(errno));
}

bool scan_ignores(const struct scan *scan, const char *path, bool is_folder)
{
    char *part = memory_copy_text(path);
    bool is_ignored = ignore_has(scan->ignore, part, is_folder);
    for (char *slash = strrchr(part, '/'); slash != NULL && !is_ignored;
         slash = strrchr(part, '/')) {
        *slash = '\0';
        is_ignored = ignore_has(scan->ignore, part, true);
    }
    memory_free(&part);
    return is_ignored;
}

enum scan_look scan_visit(struct scan *scan, const char *path)
{
    struct tree_values values;
    enum scan_look look = scan_look(scan, path, &values);
    if (look != SCAN_THERE)
        return look;
    if (scan_ignores(scan, path, values.is_folder))
        return SCAN_MISSING;
    if (!values.is_folder) {
        compare_found(scan->compare, path, &values);
        return look;
    }
    compare_cover(scan->compare, path);
    text_cut(&scan->path, 0);
    text_add_string(&scan->path, path);
    int fd = open_folder(scan, path, strlen(path));
    enter(scan, fd, &values, errno);
    return look;
}
