/* SPDX-License-Identifier: MIT */
#include "watcher/events.h"

#include "base/memory.h"

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
};

struct events {
    void *dirty; /* tsearch() of struct dirty */
    size_t count;
    int64_t settle_ms;
    int64_t due_ms; /* not later than the earliest due; -1: none */
    bool is_overflowed;
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
    return events;
}

void dirty_free(struct dirty **dirty)
{
    if (*dirty == NULL)
        return;
    memory_free(&(*dirty)->path);
    memory_free(&(*dirty)->moved_from);
    memory_free(&(*dirty)->moved_to);
    memory_free(dirty);
}

static void free_node(void *node)
{
    struct dirty *dirty = node;
    dirty_free(&dirty);
}

void events_clear(struct events *events)
{
    tdestroy(events->dirty, free_node);
    events->dirty = NULL;
    events->count = 0;
    events->due_ms = -1;
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        memory_free(&events->sources[i].path);
}

void events_free(struct events **events)
{
    if (*events == NULL)
        return;
    events_clear(*events);
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

static struct dirty *mark(struct events *events, const struct event *event)
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
    if (dirty->missing_ms < event->now_ms + EVENTS_GRACE_MS)
        dirty->missing_ms = event->now_ms + EVENTS_GRACE_MS;
    if (!(event->mask & IN_ATTRIB))
        dirty->is_attributes = false;
    if (is_new)
        insert(events, dirty);
    return dirty;
}

static void remember_source(struct events *events, const struct event *event)
{
    struct source *source = &events->sources[events->next_source];
    events->next_source = (events->next_source + 1) % SOURCE_COUNT;
    memory_free(&source->path);
    *source = (struct source){ event->cookie, event->is_ignored, memory_copy_text(event->path) };
}

static struct source *find_source(struct events *events, uint32_t cookie)
{
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        if (events->sources[i].path != NULL && events->sources[i].cookie == cookie)
            return &events->sources[i];
    return NULL;
}

/* Renamed to a temporary name: neither a rename nor a deletion. The file comes back under its own
   name when the editor has written it. */
static void expect_back(struct events *events, const char *path, int64_t now_ms)
{
    struct dirty *dirty = find(events, path);
    if (dirty != NULL)
        dirty->missing_ms = now_ms + EVENTS_LONG_GRACE_MS;
}

static void set_text(char **text, const char *value)
{
    memory_free(text);
    *text = memory_copy_text(value);
}

static void end_move(struct events *events, const struct event *event, struct dirty *target)
{
    struct source *source = find_source(events, event->cookie);
    if (source == NULL)
        return;
    if (target == NULL && !source->is_ignored) {
        expect_back(events, source->path, event->now_ms);
    } else if (target != NULL && !source->is_ignored && strcmp(source->path, event->path) != 0) {
        set_text(&target->moved_from, source->path);
        struct dirty *other = find(events, source->path);
        if (other != NULL)
            set_text(&other->moved_to, event->path);
    }
    memory_free(&source->path);
}

void events_add(struct events *events, const struct event *event)
{
    if (events->is_overflowed)
        return;
    if (events->count >= EVENTS_MAX) {
        events_overflow(events);
        return;
    }
    struct dirty *dirty = event->is_ignored ? NULL : mark(events, event);
    if (event->mask & IN_MOVED_FROM)
        remember_source(events, event);
    if (event->mask & IN_MOVED_TO)
        end_move(events, event, dirty);
}

int64_t events_due_ms(const struct events *events)
{
    return events->due_ms;
}

struct selection {
    struct dirty **items;
    size_t count;
    int64_t now_ms;
    int64_t later_ms; /* earliest due of the others */
};

static void select_due(const void *node, VISIT visit, void *context)
{
    struct selection *selection = context;
    struct dirty *dirty = *(struct dirty *const *)node;
    if (visit != postorder && visit != leaf)
        return;
    if (dirty->due_ms <= selection->now_ms)
        selection->items[selection->count++] = dirty;
    else if (selection->later_ms < 0 || dirty->due_ms < selection->later_ms)
        selection->later_ms = dirty->due_ms;
}

static void take_out(struct events *events, struct dirty *dirty)
{
    tdelete(dirty, &events->dirty, by_path);
    events->count--;
}

static int by_path_of_pointers(const void *a, const void *b)
{
    return by_path(*(struct dirty *const *)a, *(struct dirty *const *)b);
}

static void take_partner(struct events *events, const char *path, struct selection *selection)
{
    struct dirty *partner = path == NULL ? NULL : find(events, path);
    if (partner == NULL)
        return;
    take_out(events, partner);
    selection->items[selection->count++] = partner;
}

struct dirty **events_take(struct events *events, int64_t now_ms, size_t *count)
{
    struct selection selection = { .now_ms = now_ms, .later_ms = -1 };
    selection.items = memory_new_array(events->count + 1, sizeof(struct dirty *));
    twalk_r(events->dirty, select_due, &selection);
    events->due_ms = selection.later_ms;
    for (size_t i = 0; i < selection.count; i++)
        take_out(events, selection.items[i]);
    /* Both ends of a rename are looked at together, and the ends of theirs. */
    for (size_t i = 0; i < selection.count; i++) {
        take_partner(events, selection.items[i]->moved_from, &selection);
        take_partner(events, selection.items[i]->moved_to, &selection);
    }
    if (selection.count > 1)
        qsort(selection.items, selection.count, sizeof(struct dirty *), by_path_of_pointers);
    *count = selection.count;
    return selection.items;
}

void events_keep(struct events *events, struct dirty *dirty)
{
    struct dirty *other = find(events, dirty->path);
    if (other != NULL) {
        dirty_free(&dirty);
        return;
    }
    dirty->is_missing = false;
    dirty->due_ms = dirty->missing_ms;
    dirty->first_ms = dirty->missing_ms;
    insert(events, dirty);
}
