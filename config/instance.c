/* SPDX-License-Identifier: MIT */
#include "config/instance.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = 40, HEX_DIGITS = 8 };

/* A store with 32 uploaders and a few viewers has some 200 open; libzmq ends a process that runs
   out of them. */
enum { OPEN_FILES_LEAST = 256 };

static const char *home_folder(void)
{
    const char *home = getenv("HOME");
    if (home != NULL && home[0] == '/')
        return home;
    const struct passwd *user = getpwuid(getuid());
    return user != NULL && user->pw_dir[0] == '/' ? user->pw_dir : "/";
}

/* $name when it is an absolute path, as XDG wants it; else NULL. */
static const char *folder_variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] == '/' ? value : NULL;
}

static const char *join(struct memory_pool *pool, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    size_t size = length + strlen(name) + 2;
    char *path = memory_pool_take(pool, size);
    snprintf(path, size, "%.*s%s%s", (int)length, folder, length == 1 ? "" : "/", name);
    return path;
}

const char *instance_absolute(const char *folder, const char *path, struct memory_pool *pool)
{
    if (path[0] == '/')
        return memory_pool_copy(pool, path, strlen(path));
    char current[PATH_MAX];
    if (folder == NULL)
        folder = getcwd(current, sizeof current) == NULL ? "/" : current;
    if (strncmp(path, "~/", 2) == 0) {
        folder = home_folder();
        path += 2;
    }
    char *base = memory_pool_copy(pool, folder, strlen(folder));
    /* Only at the front: behind a symbolic link `..` means something else than the text says. */
    while (path[0] == '.' && (path[1] == '/' || path[1] == '.' || path[1] == '\0')) {
        size_t dots = strspn(path, ".");
        if (dots > 2 || (path[dots] != '/' && path[dots] != '\0'))
            break;
        if (dots == 2)
            base[path_folder_length(base)] = '\0';
        path += dots;
        path += strspn(path, "/");
    }
    if (base[0] == '\0')
        return join(pool, "/", path);
    return path[0] == '\0' ? base : join(pool, base, path);
}

static bool is_readable_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

const char *instance_name(const char *identity, bool is_file, struct memory_pool *pool)
{
    struct digest digest = digest_of(identity, strlen(identity));
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, hex);
    size_t length = is_file ? path_folder_length(identity) : strlen(identity);
    const char *folder = memory_pool_copy(pool, identity, length);
    const char *name = path_name(folder);
    char *result = memory_pool_take(pool, NAME_BYTES + HEX_DIGITS + 2);
    size_t used = 0;
    for (; *name != '\0' && used < NAME_BYTES; name++) {
        if (is_readable_character(*name))
            result[used++] = *name;
        else if (used > 0 && result[used - 1] != '-')
            result[used++] = '-';
    }
    while (used > 0 && result[used - 1] == '-')
        used--;
    snprintf(result + used, HEX_DIGITS + 2, "%s%.*s", used == 0 ? "" : "-", HEX_DIGITS, hex);
    return result;
}

/* The folder `name` below cmsync's folder in `base`. */
static const char *place_below(struct memory_pool *pool, const char *base, const char *name)
{
    return join(pool, join(pool, base, "cmsync"), name);
}

static const char *state_folder(struct config *config)
{
    const char *base = folder_variable("XDG_STATE_HOME");
    if (base == NULL)
        base = join(config->pool, home_folder(), ".local/state");
    return place_below(config->pool, base, config->instance);
}

static const char *run_folder(struct config *config)
{
    const char *base = folder_variable("XDG_RUNTIME_DIR");
    if (base != NULL)
        return place_below(config->pool, base, config->instance);
    char fallback[64];
    snprintf(fallback, sizeof fallback, "/tmp/cmsync-%lu", (unsigned long)geteuid());
    return join(config->pool, fallback, config->instance);
}

static int check_run_folder(const char *run, struct text *problems)
{
    if (strlen(run) + strlen(INSTANCE_LONGEST_SOCKET) <= INSTANCE_SOCKET_PATH_BYTES)
        return 0;
    struct problem problem;
    problem_set(&problem, "CM-CONF-08",
        "the path of the folder for sockets is too long: %.300s has %zu bytes", run, strlen(run));
    problem_note(&problem, "a socket's path has at most %d bytes, so its folder's at most %zu",
        INSTANCE_SOCKET_PATH_BYTES, INSTANCE_SOCKET_PATH_BYTES - strlen(INSTANCE_LONGEST_SOCKET));
    problem_help(&problem, "name a shorter folder with `--run DIR` or XDG_RUNTIME_DIR");
    problem_print(&problem, NULL, 0, problems);
    return -1;
}

int instance_place(struct config *config, const struct options *options, struct text *problems)
{
    const char *identity = config->file;
    char real[PATH_MAX];
    if (identity == NULL)
        identity = realpath(config->docs.root, real) == NULL ? config->docs.root : real;
    config->instance = instance_name(identity, config->file != NULL, config->pool);
    const char *state = options_value(options, "state");
    config->state =
        state == NULL ? state_folder(config) : instance_absolute(NULL, state, config->pool);
    const char *run = options_value(options, "run");
    config->run = run == NULL ? run_folder(config) : instance_absolute(NULL, run, config->pool);
    return check_run_folder(config->run, problems);
}

/* The folder holds something, and neither a lock nor nothing but sockets, as ours do. */
static bool holds_other_things(DIR *folder)
{
    bool has_others = false;
    bool has_lock = false;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct stat found;
        bool is_self = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (is_self || fstatat(dirfd(folder), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        has_lock = has_lock || strcmp(entry->d_name, "lock") == 0;
        has_others = has_others || !S_ISSOCK(found.st_mode);
    }
    return has_others && !has_lock;
}

/* It is there for others, too: to make it private would take /tmp or a project from them. */
static bool is_shared(const char *path)
{
    struct stat found;
    if (lstat(path, &found) < 0 || !S_ISDIR(found.st_mode) || (found.st_mode & 077) == 0)
        return false;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return false;
    bool has_others = holds_other_things(folder);
    closedir(folder);
    return has_others;
}

static const char *why_not_private(const char *path)
{
    struct stat found;
    if (errno == EPERM)
        return "it belongs to another user";
    if (errno != ENOTDIR || lstat(path, &found) < 0)
        return strerror(errno);
    return S_ISLNK(found.st_mode) ? "it is a symbolic link; name what it leads to"
                                  : "it is not a folder";
}

static int make_folder(const char *path, const char *option, struct text *problems)
{
    bool is_for_others = is_shared(path);
    if (!is_for_others && file_make_private_folder(path) == 0)
        return 0;
    const char *reason = is_for_others ? "others can enter it, and it holds what is not cmsync's"
                                       : why_not_private(path);
    struct problem problem;
    problem_set(&problem, "CM-CONF-09", "cannot make the folder %.300s private: %s", path, reason);
    problem_help(&problem, "name another folder with `--%s DIR`", option);
    problem_print(&problem, NULL, 0, problems);
    return -1;
}

/* The limit is raised as far as it goes, for this process and those that it starts. */
static int raise_open_files(struct text *problems)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 0;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_max >= OPEN_FILES_LEAST)
        return 0;
    struct problem problem;
    problem_set(&problem, "CM-LIMIT-01", "at most %llu files may be open, and %d are needed",
        (unsigned long long)limit.rlim_max, OPEN_FILES_LEAST);
    problem_help(&problem, "raise the limit: `ulimit -n 1024`, or LimitNOFILE= of a service");
    problem_print(&problem, NULL, 0, problems);
    return -1;
}

int config_set_up(const struct config *config, struct text *problems)
{
    if (raise_open_files(problems) < 0)
        return -1;
    int result = make_folder(config->state, "state", problems);
    /* In /tmp anybody can have made the parent first; then it must not be used. */
    if (strncmp(config->run, "/tmp/cmsync-", 12) == 0) {
        char *parent = path_folder(config->run);
        if (strcmp(parent, "/tmp") != 0 && make_folder(parent, "run", problems) < 0)
            result = -1;
        memory_free(&parent);
    }
    if (result == 0)
        result = make_folder(config->run, "run", problems);
    return result;
}
