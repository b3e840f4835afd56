/* SPDX-License-Identifier: MIT */
#include "watcher/settle.h"

#include "base/memory.h"
#include "base/path.h"
#include "watcher/pairing.h"

#include <stdlib.h>
#include <string.h>

/* What became dirty within so long is looked at together: both ends of a move, say. */
enum { TOGETHER_MS = 50 };

void settled_free(struct settled *settled)
{
    for (size_t i = 0; i < settled->count; i++)
        dirty_free(&settled->items[i]);
    memory_free(&settled->items);
    settled->count = 0;
}

static bool mark_missing(struct scan *scan, const struct settled *batch, int64_t now_ms)
{
    struct tree_values values;
    bool is_any = false;
    for (size_t i = 0; i < batch->count; i++) {
        struct dirty *dirty = batch->items[i];
        dirty->is_missing =
            now_ms < dirty->missing_ms && scan_look(scan, dirty->path, &values) == SCAN_MISSING;
        is_any = is_any || dirty->is_missing;
    }
    return is_any;
}

/* Something below the folder is missing. */
static bool holds_missing(const struct settled *batch, const char *folder)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->items[i]->is_missing && path_is_below(batch->items[i]->path, folder))
            return true;
    return false;
}

/* What is at the path is another thing than before, or a folder that lost something: what is
   missing may be found again in connection with it. */
static bool may_be_moved(struct scan *scan, const struct tree *tree, const struct settled *batch,
    const struct dirty *dirty)
{
    const struct tree_entry *entry = tree_find(tree, dirty->path);
    struct tree_values values;
    if (entry == NULL)
        return true;
    if (scan_look(scan, dirty->path, &values) != SCAN_THERE)
        return false;
    return !pairing_may_be_same(&entry->values, &values) ||
           (values.is_folder && holds_missing(batch, dirty->path));
}

/*
 * While something is missing within its grace, what may be the other end of its move waits with it:
 * a file that was moved into a folder made at the same moment has no event of its own there. And
 * all that was renamed in a row waits together: only a look at all of it tells what became of
 * which.
 */
static void mark_waiting(
    struct scan *scan, const struct tree *tree, const struct settled *batch, int64_t now_ms)
{
    bool is_any_missing = mark_missing(scan, batch, now_ms);
    for (size_t i = 0; i < batch->count && is_any_missing; i++) {
        struct dirty *dirty = batch->items[i];
        if (dirty->is_missing ||
            (now_ms < dirty->missing_ms && may_be_moved(scan, tree, batch, dirty)))
            dirty->leader->is_waiting = true;
    }
}

static void keep_missing(struct events *events, struct scan *scan, const struct tree *tree,
    struct settled *batch, int64_t now_ms)
{
    mark_waiting(scan, tree, batch, now_ms);
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
    for (size_t i = 0; i < kept.count; i++)
        events_keep(events, kept.items[i]);
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

static void visit(struct scan *scan, const struct dirty *dirty)
{
    enum scan_look look = scan_visit(scan, dirty->path);
    if (look == SCAN_MISSING)
        compare_cover(scan->compare, dirty->path);
    else if (look == SCAN_THERE && dirty->is_attributes)
        compare_force(scan->compare, dirty->path);
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
    for (size_t at = 0; at < paths.length; at += strlen(paths.data + at) + 1)
        if (scan_visit(scan, paths.data + at) == SCAN_MISSING)
            compare_cover(scan->compare, paths.data + at);
    text_free(&paths);
}

struct settled settle_look(
    struct events *events, struct scan *scan, const struct tree *tree, int64_t now_ms)
{
    struct settled batch = { 0 };
    now_ms += TOGETHER_MS;
    batch.items = events_take(events, now_ms, &batch.count);
    keep_missing(events, scan, tree, &batch, now_ms);
    take_pairs(events, scan, &batch);
    for (size_t i = 0; i < batch.count; i++)
        visit(scan, batch.items[i]);
    if (batch.count > 0)
        visit_links(scan, tree);
    return batch;
}
