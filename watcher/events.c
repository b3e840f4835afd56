/* SPDX-License-Identifier: MIT */
#include "watcher/events.h"

#include "base/memory.h"
#include "base/path.h"
#include "watcher/lineage.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

enum { SOURCE_COUNT = 256 };

/* The first half of a rename, until the second comes. */
struct source {
    uint32_t cookie;
    bool is_ignored;
    char *path;
    char *carried; /* what left, as lineage.h says it */
};

struct events {
    void *dirty; /* tsearch() of struct dirty */
    size_t count;
    int64_t settle_ms;
    int64_t due_ms; /* not later than the earliest due; -1: none */
    bool is_overflowed;
    struct lineage *lineage;
    struct source sources[SOURCE_COUNT]; /* a ring: halves that never met fall out */
    size_t next_source;
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct dirty *)a)->path, ((const struct dirty *)b)->path);
}

/* The key that tfind() was given comes first. */
static int by_key(const void *key, const void *item)
{
    return strcmp(key, ((const struct dirty *)item)->path);
}

struct events *events_new(int64_t settle_ms)
{
    struct events *events = memory_new(sizeof *events);
    events->settle_ms = settle_ms;
    events->due_ms = -1;
    events->lineage = lineage_new();
    return events;
}

void dirty_free(struct dirty **dirty)
{
    if (*dirty == NULL)
        return;
    memory_free(&(*dirty)->path);
    memory_free(dirty);
}

static void free_node(void *node)
{
    struct dirty *dirty = node;
    dirty_free(&dirty);
}

static void free_source(struct source *source)
{
    memory_free(&source->path);
    memory_free(&source->carried);
}

void events_clear(struct events *events)
{
    tdestroy(events->dirty, free_node);
    events->dirty = NULL;
    events->count = 0;
    events->due_ms = -1;
    lineage_clear(events->lineage);
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        free_source(&events->sources[i]);
}

void events_free(struct events **events)
{
    if (*events == NULL)
        return;
    events_clear(*events);
    lineage_free(&(*events)->lineage);
    memory_free(events);
}

void events_overflow(struct events *events)
{
    events_clear(events);
    events->is_overflowed = true;
}

bool events_take_overflow(struct events *events)
{
    bool is_overflowed = events->is_overflowed;
    events->is_overflowed = false;
    return is_overflowed;
}

static struct dirty *find(const struct events *events, const char *path)
{
    struct dirty *const *node = tfind(path, &events->dirty, by_key);
    return node == NULL ? NULL : *node;
}

static void insert(struct events *events, struct dirty *dirty)
{
    tsearch(dirty, &events->dirty, by_path);
    events->count++;
    if (events->due_ms < 0 || dirty->due_ms < events->due_ms)
        events->due_ms = dirty->due_ms;
}

static void mark(struct events *events, const struct event *event)
{
    struct dirty *dirty = find(events, event->path);
    bool is_new = dirty == NULL;
    if (is_new) {
        dirty = memory_new(sizeof *dirty);
        dirty->path = memory_copy_text(event->path);
        dirty->first_ms = event->now_ms;
        dirty->is_attributes = true;
    }
    dirty->changed_ms = event->wall_ms;
    dirty->due_ms = event->now_ms + events->settle_ms;
    if (dirty->due_ms > dirty->first_ms + EVENTS_LONGEST_MS)
        dirty->due_ms = dirty->first_ms + EVENTS_LONGEST_MS;
    /* What came back needs no more patience than others. */
    if (event->mask & (IN_CREATE | IN_MOVED_TO) ||
        dirty->missing_ms < event->now_ms + EVENTS_GRACE_MS)
        dirty->missing_ms = event->now_ms + EVENTS_GRACE_MS;
    if (!(event->mask & IN_ATTRIB))
        dirty->is_attributes = false;
    if (is_new)
        insert(events, dirty);
}

static void begin_move(struct events *events, const struct event *event)
{
    struct source *source = &events->sources[events->next_source];
    events->next_source = (events->next_source + 1) % SOURCE_COUNT;
    free_source(source);
    *source = (struct source){
        .cookie = event->cookie,
        .is_ignored = event->is_ignored,
        .path = memory_copy_text(event->path),
        .carried = lineage_leave(events->lineage, event->path, event->is_ignored),
    };
}

static struct source *find_source(struct events *events, uint32_t cookie)
{
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        if (events->sources[i].path != NULL && events->sources[i].cookie == cookie)
            return &events->sources[i];
    return NULL;
}

static void set_patience(struct events *events, const char *path, int64_t until_ms)
{
    struct dirty *dirty = path == NULL ? NULL : find(events, path);
    if (dirty != NULL)
        dirty->missing_ms = until_ms;
}

/* Renamed to a temporary name is neither a rename nor a deletion: the file comes back under its own
   name when the editor has written it. Unless it comes elsewhere. */
static void end_move(struct events *events, const struct event *event)
{
    struct source *source = find_source(events, event->cookie);
    lineage_arrive(
        events->lineage, event->path, event->is_ignored, source == NULL ? NULL : source->carried);
    if (source == NULL)
        return;
    if (!event->is_ignored)
        set_patience(events, source->carried, event->now_ms + EVENTS_GRACE_MS);
    else if (!source->is_ignored)
        set_patience(events, source->path, event->now_ms + EVENTS_LONG_GRACE_MS);
    free_source(source);
}

void events_add(struct events *events, const struct event *event)
{
    if (events->is_overflowed)
        return;
    if (events->count >= EVENTS_MAX) {
        events_overflow(events);
        return;
    }
    if (!event->is_ignored)
        mark(events, event);
    if (event->mask & IN_CREATE)
        lineage_create(events->lineage, event->path, event->is_ignored);
    if (event->mask & IN_DELETE)
        lineage_delete(events->lineage, event->path, event->is_ignored);
    if (event->mask & IN_MOVED_FROM)
        begin_move(events, event);
    if (event->mask & IN_MOVED_TO)
        end_move(events, event);
}

int64_t events_due_ms(const struct events *events)
{
    return events->due_ms;
}

struct list {
    struct dirty **items;
    size_t count;
};

static void list_one(const void *node, VISIT visit, void *context)
{
    struct list *list = context;
    if (visit == postorder || visit == leaf)
        list->items[list->count++] = *(struct dirty *const *)node;
}

/* In byte order. */
static struct list list_all(const struct events *events)
{
    struct list all = { .items = memory_new_array(events->count + 1, sizeof(struct dirty *)) };
    twalk_r(events->dirty, list_one, &all);
    return all;
}

static struct dirty *leader_of(struct dirty *dirty)
{
    while (dirty->leader != dirty) {
        dirty->leader = dirty->leader->leader;
        dirty = dirty->leader;
    }
    return dirty;
}

static void join(const struct events *events, struct dirty *dirty, const char *path)
{
    struct dirty *other = path == NULL ? NULL : find(events, path);
    if (other != NULL)
        leader_of(other)->leader = leader_of(dirty);
}

/* What was renamed in a row belongs together: what left a path twice, for two places, is told apart
   only by a look at all three. */
static void find_rows(const struct events *events, const struct list *all)
{
    for (size_t i = 0; i < all->count; i++)
        all->items[i]->leader = all->items[i];
    for (size_t i = 0; i < all->count; i++) {
        join(events, all->items[i], lineage_of(events->lineage, all->items[i]->path));
        join(events, all->items[i], lineage_before(events->lineage, all->items[i]->path));
    }
    for (size_t i = 0; i < all->count; i++)
        all->items[i]->leader = leader_of(all->items[i]);
}

static int64_t find_due(const struct list *all)
{
    int64_t due_ms = -1;
    for (size_t i = 0; i < all->count; i++)
        if (due_ms < 0 || all->items[i]->due_ms < due_ms)
            due_ms = all->items[i]->due_ms;
    return due_ms;
}

struct dirty **events_take(struct events *events, int64_t now_ms, size_t *count)
{
    struct list all = list_all(events);
    *count = 0;
    events->due_ms = find_due(&all);
    if (all.count == 0 || events->due_ms > now_ms)
        return all.items;
    find_rows(events, &all);
    for (size_t i = 0; i < all.count; i++)
        tdelete(all.items[i], &events->dirty, by_path);
    events->count = 0;
    events->due_ms = -1;
    *count = all.count;
    return all.items;
}

void events_keep(struct events *events, struct dirty *dirty, int64_t due_ms)
{
    struct dirty *other = find(events, dirty->path);
    if (other != NULL) {
        dirty_free(&dirty);
        return;
    }
    dirty->is_waiting = false;
    dirty->due_ms = due_ms;
    dirty->first_ms = due_ms;
    insert(events, dirty);
}

/* The old path stays dirty: another folder may be there by now. */
void events_follow(struct events *events, const char *from, const char *to)
{
    struct list all = list_all(events);
    size_t length = strlen(from);
    for (size_t i = 0; i < all.count && events->count < EVENTS_MAX; i++) {
        const struct dirty *dirty = all.items[i];
        if (strncmp(dirty->path, from, length) != 0 || dirty->path[length] != '/')
            continue;
        struct dirty *copy = memory_new(sizeof *copy);
        *copy = *dirty;
        copy->path = path_join(to, dirty->path + length + 1);
        events_keep(events, copy, dirty->due_ms);
    }
    memory_free(&all.items);
}

const char *events_origin(const struct events *events, const char *path)
{
    return lineage_of(events->lineage, path);
}

bool events_is_aside(const struct events *events, const char *path)
{
    return lineage_is_aside(events->lineage, path);
}

void events_settled(struct events *events, const char *path)
{
    lineage_forget(events->lineage, path);
}

void events_settle_all(struct events *events, events_each *each, void *context)
{
    struct list all = list_all(events);
    for (size_t i = 0; i < all.count; i++)
        each(context, all.items[i]->path, events_origin(events, all.items[i]->path));
    memory_free(&all.items);
    lineage_clear(events->lineage);
}
