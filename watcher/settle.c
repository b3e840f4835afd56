/* SPDX-License-Identifier: MIT */
#include "watcher/settle.h"

#include "base/memory.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

void settled_free(struct settled *settled)
{
    for (size_t i = 0; i < settled->count; i++)
        dirty_free(&settled->items[i]);
    memory_free(&settled->items);
    settled->count = 0;
}

/* Nobody waits longer than that for others. */
enum { LONGEST_WAIT_MS = 2000 };

static bool is_missing(struct scan *scan, const char *path)
{
    struct tree_values values;
    return scan_look(scan, path, &values) == SCAN_MISSING;
}

/* What is missing within its grace waits, and all that was renamed in a row with it: only a look at
   all of it tells what became of which. When the first of them may be gone; 0: nothing waits. */
static int64_t mark_waiting(
    const struct events *events, struct scan *scan, const struct settled *batch, int64_t now_ms)
{
    int64_t until_ms = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct dirty *dirty = batch->items[i];
        if (now_ms >= dirty->missing_ms ||
            !(events_is_aside(events, dirty->path) || is_missing(scan, dirty->path)))
            continue;
        dirty->leader->is_waiting = true;
        if (until_ms == 0 || dirty->missing_ms < until_ms)
            until_ms = dirty->missing_ms;
    }
    return until_ms;
}

/* As long as something waits, what is missing may be found in connection with it. */
static void mark_missing(struct scan *scan, const struct settled *batch, int64_t now_ms)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct dirty *dirty = batch->items[i];
        if (now_ms < dirty->missing_ms + LONGEST_WAIT_MS && is_missing(scan, dirty->path))
            dirty->leader->is_waiting = true;
    }
}

static void keep_waiting(
    struct events *events, struct scan *scan, struct settled *batch, int64_t now_ms)
{
    int64_t until_ms = mark_waiting(events, scan, batch, now_ms);
    if (until_ms == 0)
        return;
    mark_missing(scan, batch, now_ms);
    struct settled kept = { .items = memory_new_array(batch->count + 1, sizeof(struct dirty *)) };
    size_t rest = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct dirty *dirty = batch->items[i];
        if (dirty->leader->is_waiting)
            kept.items[kept.count++] = dirty;
        else
            batch->items[rest++] = dirty;
    }
    batch->count = rest;
    for (size_t i = 0; i < kept.count; i++) {
        compare_wait(scan->compare, kept.items[i]->path);
        events_keep(events, kept.items[i], until_ms);
    }
    memory_free(&kept.items);
}

static void add_pair(void *context, const char *path, const char *origin)
{
    struct compare *compare = context;
    if (origin != NULL && strcmp(origin, path) != 0)
        compare_pair(compare, origin, path);
}

void settle_pairs(struct events *events, struct scan *scan)
{
    events_settle_all(events, add_pair, scan->compare);
}

/* Before the look: what is said of names meanwhile starts from what it finds. */
static void take_pairs(struct events *events, struct scan *scan, const struct settled *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        add_pair(
            scan->compare, batch->items[i]->path, events_origin(events, batch->items[i]->path));
    for (size_t i = 0; i < batch->count; i++)
        events_settled(events, batch->items[i]->path);
}

/* A folder that went before what was in it waited for that; one that has its own grace is looked at
   behind it, with the place that it may have gone to. */
static void cover_folders(struct scan *scan, const char *path)
{
    char *folder = path_folder(path);
    while (folder[0] != '\0' && !compare_waits(scan->compare, folder) && is_missing(scan, folder)) {
        compare_cover(scan->compare, folder);
        char *above = path_folder(folder);
        memory_free(&folder);
        folder = above;
    }
    memory_free(&folder);
}

static enum scan_look visit(struct scan *scan, const char *path)
{
    enum scan_look look = scan_visit(scan, path);
    if (look != SCAN_MISSING)
        return look;
    compare_cover(scan->compare, path);
    cover_folders(scan, path);
    return look;
}

static void visit_all(struct scan *scan, const struct text *paths)
{
    for (size_t at = 0; at < paths->length; at += strlen(paths->data + at) + 1)
        visit(scan, paths->data + at);
}

/* A file that a link leads to changes without an event on the link. */
static void visit_links(struct scan *scan, const struct tree *tree)
{
    if (tree_count_links(tree) == 0)
        return;
    struct text paths = text_new(SIZE_MAX);
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(tree, &position)) != NULL;)
        if (entry->values.is_link)
            text_add(&paths, entry->path, strlen(entry->path) + 1);
    visit_all(scan, &paths);
    text_free(&paths);
}

/* The other ends of moves: their events are still to come, or come from a folder that is watched
   only now. */
static void visit_origins(struct events *events, struct scan *scan)
{
    struct text paths = text_new(SIZE_MAX);
    while (compare_list_origins(scan->compare, &paths) > 0) {
        visit_all(scan, &paths);
        for (size_t at = 0; at < paths.length; at += strlen(paths.data + at) + 1)
            events_settled(events, paths.data + at);
        text_cut(&paths, 0);
    }
    text_free(&paths);
}

struct settled settle_look(
    struct events *events, struct scan *scan, const struct tree *tree, int64_t now_ms)
{
    struct settled batch = { 0 };
    batch.items = events_take(events, now_ms, &batch.count);
    keep_waiting(events, scan, &batch, now_ms);
    take_pairs(events, scan, &batch);
    for (size_t i = 0; i < batch.count; i++)
        if (visit(scan, batch.items[i]->path) == SCAN_THERE && batch.items[i]->is_attributes)
            compare_force(scan->compare, batch.items[i]->path);
    if (batch.count > 0) {
        visit_links(scan, tree);
        visit_origins(events, scan);
    }
    return batch;
}
