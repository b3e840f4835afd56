/* SPDX-License-Identifier: MIT */
#include "watcher/notify.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <search.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { BUFFER_BYTES = 64 * 1024, READS_AT_ONCE = 64 };

/* CREATE without CLOSE_WRITE counts: links, O_TMPFILE with linkat(). */
static const uint32_t mask = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM |
                             IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
                             IN_DONT_FOLLOW;

struct watch {
    int id; /* inotify's watch descriptor */
    char *folder;
};

struct notify {
    int fd;
    char *root;
    void *watches; /* tsearch() of struct watch */
    size_t count;
    bool is_short;
};

static int by_id(const void *a, const void *b)
{
    int first = ((const struct watch *)a)->id;
    int second = ((const struct watch *)b)->id;
    return (first > second) - (first < second);
}

static void free_watch(void *node)
{
    struct watch *watch = node;
    memory_free(&watch->folder);
    memory_free(&watch);
}

struct notify *notify_open(const char *root)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct notify *notify = memory_new(sizeof *notify);
    notify->fd = fd;
    notify->root = memory_copy_text(root);
    return notify;
}

void notify_close(struct notify **notify)
{
    if (*notify == NULL)
        return;
    close((*notify)->fd);
    tdestroy((*notify)->watches, free_watch);
    memory_free(&(*notify)->root);
    memory_free(notify);
}

int notify_descriptor(const struct notify *notify)
{
    return notify->fd;
}

bool notify_is_short(const struct notify *notify)
{
    return notify->is_short;
}

void notify_reset_short(struct notify *notify)
{
    notify->is_short = false;
}

size_t notify_count(const struct notify *notify)
{
    return notify->count;
}

static struct watch *find(const struct notify *notify, int id)
{
    struct watch key = { .id = id };
    struct watch *const *node = tfind(&key, &notify->watches, by_id);
    return node == NULL ? NULL : *node;
}

static void drop(struct notify *notify, struct watch *watch)
{
    tdelete(watch, &notify->watches, by_id);
    notify->count--;
    free_watch(watch);
}

int notify_watch(struct notify *notify, const char *folder)
{
    /* The root may be a link itself; `.` behind it makes that count. */
    char *path = path_join(notify->root, folder[0] == '\0' ? "." : folder);
    int id = inotify_add_watch(notify->fd, path, mask);
    memory_free(&path);
    if (id < 0) {
        notify->is_short |= errno == ENOSPC;
        return -1;
    }
    struct watch *watch = find(notify, id);
    if (watch == NULL) {
        watch = memory_new(sizeof *watch);
        watch->id = id;
        watch->folder = memory_copy_text(folder);
        tsearch(watch, &notify->watches, by_id);
        notify->count++;
    } else if (strcmp(watch->folder, folder) != 0) {
        memory_free(&watch->folder);
        watch->folder = memory_copy_text(folder);
    }
    return 0;
}

static void read_named(const struct inotify_event *from, const char *path, struct events *events,
    struct ignore *ignore)
{
    struct event event = {
        .mask = from->mask,
        .cookie = from->cookie,
        .path = path,
        .is_ignored = ignore_has(ignore, path, from->mask & IN_ISDIR),
        .now_ms = clock_now_ms(),
        .wall_ms = clock_wall_ms(),
    };
    events_add(events, &event);
}

static void read_one(struct notify *notify, const struct inotify_event *from, struct events *events,
    struct ignore *ignore, struct notify_news *news)
{
    if (from->mask & IN_Q_OVERFLOW) {
        log_warning("more happened than the kernel could tell; looking at everything again");
        events_overflow(events);
        return;
    }
    struct watch *watch = find(notify, from->wd);
    if (watch == NULL)
        return;
    if (watch->folder[0] == '\0' && from->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
        news->is_root_touched = true;
    if (from->mask & IN_IGNORED) {
        drop(notify, watch);
        return;
    }
    if (from->len == 0)
        return;
    char *path = path_join(watch->folder, from->name);
    if (strcmp(from->name, IGNORE_FILE) == 0)
        news->are_rules_changed = true;
    read_named(from, path, events, ignore);
    memory_free(&path);
}

void notify_read(
    struct notify *notify, struct events *events, struct ignore *ignore, struct notify_news *news)
{
    _Alignas(struct inotify_event) char buffer[BUFFER_BYTES];
    for (int reads = 0; reads < READS_AT_ONCE; reads++) {
        ssize_t length = read(notify->fd, buffer, sizeof buffer);
        if (length <= 0)
            return;
        for (const char *at = buffer; at < buffer + length;) {
            /* The kernel pads each name so that the next event is aligned. */
            const struct inotify_event *event = (const void *)at;
            read_one(notify, event, events, ignore, news);
            at += sizeof *event + event->len;
        }
    }
}

struct outsiders {
    const struct tree *tree;
    struct watch **items;
    size_t count;
};

static void select_outsider(const void *node, VISIT visit, void *context)
{
    struct outsiders *outsiders = context;
    struct watch *watch = *(struct watch *const *)node;
    if ((visit != postorder && visit != leaf) || watch->folder[0] == '\0')
        return;
    const struct tree_entry *entry = tree_find(outsiders->tree, watch->folder);
    if (entry == NULL || !entry->values.is_folder)
        outsiders->items[outsiders->count++] = watch;
}

void notify_prune(struct notify *notify, const struct tree *tree)
{
    struct outsiders outsiders = { .tree = tree };
    outsiders.items = memory_new_array(notify->count + 1, sizeof(struct watch *));
    twalk_r(notify->watches, select_outsider, &outsiders);
    for (size_t i = 0; i < outsiders.count; i++) {
        /* Fails when the kernel ended it already; IN_IGNORED comes for ids that are unknown then.
         */
        (void)inotify_rm_watch(notify->fd, outsiders.items[i]->id);
        drop(notify, outsiders.items[i]);
    }
    memory_free(&outsiders.items);
}
