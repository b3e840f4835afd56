/* SPDX-License-Identifier: MIT */
#include "cli/doctor_look.h"

#include "base/path.h"
#include "cli/launch.h"
#include "config/instance.h"
#include "watcher/filesystem.h"
#include "watcher/gitignore.h"
#include "watcher/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { TEXT_BYTES = 4096 };

static const char *keep(struct memory_pool *pool, const char *text)
{
    return memory_pool_copy(pool, text, strlen(text));
}

void doctor_look_for_programs(struct doctor_facts *facts)
{
    static const char *const names[] = { "cmsync-supervisor", "cmsync-statestore", "cmsync-watcher",
        "cmsync-converter", "cmsync-uploader", "cmsync-drawer", "cmsync-monitor" };
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = launch_find(names[i]);
        if (path == NULL || access(path, X_OK) < 0)
            facts->missing[count++] = names[i];
        memory_free(&path);
    }
}

/* ---------------------------------------------------------------- folders */

/* The nearest folder above that is there. */
static void look_above(struct doctor_folder *folder)
{
    char *path = path_folder(folder->path);
    while (path[0] != '\0' && access(path, F_OK) < 0) {
        char *above = path_folder(path);
        memory_free(&path);
        path = above;
    }
    const char *found = path[0] == '\0' ? "/" : path;
    struct statvfs space;
    folder->can_be_made = access(found, W_OK | X_OK) == 0;
    if (statvfs(found, &space) == 0)
        folder->free_bytes = (int64_t)(space.f_bavail * space.f_frsize);
    memory_free(&path);
}

static void look_at_folder(struct doctor_folder *folder, const char *path)
{
    struct stat status;
    struct statvfs space;
    *folder = (struct doctor_folder){ .path = path, .free_bytes = -1 };
    if (stat(path, &status) < 0) {
        folder->error = errno;
        look_above(folder);
        return;
    }
    folder->is_folder = S_ISDIR(status.st_mode);
    folder->is_ours = status.st_uid == geteuid();
    folder->is_private = (status.st_mode & 077) == 0;
    if (statvfs(path, &space) == 0)
        folder->free_bytes = (int64_t)(space.f_bavail * space.f_frsize);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        folder->file_system = filesystem_without_events(fd);
        close(fd);
    }
}

/* ---------------------------------------------------------------- the tree */

static void count_entries(struct doctor_tree *found, const struct tree *tree, int root)
{
    size_t position = 0;
    for (const struct tree_entry *entry; (entry = tree_next(tree, &position)) != NULL;) {
        if (entry->values.is_folder) {
            char *path = path_join(entry->path, IGNORE_FILE);
            found->ignore_files += faccessat(root, path, F_OK, 0) == 0;
            memory_free(&path);
        } else if (path_is_markdown(entry->path)) {
            found->pages++;
        } else {
            found->files++;
        }
    }
    found->ignore_files += faccessat(root, IGNORE_FILE, F_OK, 0) == 0;
    found->folders = tree_count_folders(tree) + 1;
}

static void look_at_tree(
    struct doctor_tree *found, const struct config *config, struct memory_pool *pool)
{
    const struct config_list *patterns = &config->docs.ignore;
    *found = (struct doctor_tree){
        .root = config->docs.root, .patterns = patterns->count, .unread = ""
    };
    struct tree *tree = tree_new();
    struct compare *compare = compare_new(tree, true);
    struct ignore *ignore = ignore_new(&gitignore_matcher, patterns->items, patterns->count);
    struct scan scan = { .compare = compare, .ignore = ignore };
    if (scan_open(&scan, config->docs.root) == 0) {
        scan_walk(&scan, "");
        compare_match(compare);
        compare_finish(compare);
        count_entries(found, tree, scan.root_fd);
        found->unread = keep(pool, scan.trouble.data);
        found->file_system = filesystem_without_events(scan.root_fd);
    } else {
        found->error = keep(pool, scan.trouble.data);
    }
    scan_close(&scan);
    compare_free(&compare);
    ignore_free(&ignore);
    tree_free(&tree);
}

/* ---------------------------------------------------------------- the network's settings */

/* As libcurl finds it for https. The password stays behind. */
static const char *find_proxy(const struct config *config, struct memory_pool *pool)
{
    static const char *const variables[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
        "ALL_PROXY" };
    const char *proxy = config->site.proxy;
    const char *from = "site.proxy";
    for (size_t i = 0; i < sizeof variables / sizeof variables[0] && proxy[0] == '\0'; i++) {
        from = variables[i];
        const char *value = getenv(from);
        proxy = value == NULL ? "" : value;
    }
    if (proxy[0] == '\0')
        return "";
    const char *host = strstr(proxy, "://");
    size_t scheme = host == NULL ? 0 : (size_t)(host - proxy) + 3;
    const char *at = strrchr(proxy, '@');
    struct text text = text_new(TEXT_BYTES);
    text_add(&text, proxy, scheme);
    text_add_format(&text, "%s (%s)", at == NULL ? proxy + scheme : at + 1, from);
    const char *kept = keep(pool, text.data);
    text_free(&text);
    return kept;
}

void doctor_look_around(
    struct doctor_facts *facts, const struct config *config, struct memory_pool *pool)
{
    look_at_folder(&facts->run, config->run);
    look_at_folder(&facts->state, config->state);
    facts->socket_bytes = strlen(config->run) + strlen(INSTANCE_LONGEST_SOCKET);
    facts->socket_most = INSTANCE_SOCKET_PATH_BYTES;
    look_at_tree(&facts->tree, config, pool);
    facts->proxy = find_proxy(config, pool);
    facts->ca_file = config->site.ca_file;
    if (facts->ca_file[0] != '\0' && access(facts->ca_file, R_OK) < 0)
        facts->ca_error = errno;
}

/* ---------------------------------------------------------------- the service */

void doctor_look_at_unit(struct doctor_service *service)
{
    char path[TEXT_BYTES];
    char line[TEXT_BYTES] = "";
    snprintf(path, sizeof path, "/proc/%ld/cgroup", service->pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    const char *unit = NULL;
    while (unit == NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        unit = strstr(line, "/user@");
    }
    fclose(file);
    size_t length = unit == NULL ? 0 : strlen(unit);
    /* The manager itself is a service, too: what it runs stands below it. */
    service->is_user_unit = unit != NULL && strstr(unit, ".service/") != NULL &&
                            strcmp(unit + length - strlen(".service"), ".service") == 0;
    const struct passwd *user = getpwuid(getuid());
    snprintf(path, sizeof path, "/var/lib/systemd/linger/%s", user == NULL ? "" : user->pw_name);
    service->lingers = user != NULL && access(path, F_OK) == 0;
}
