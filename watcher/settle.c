/* SPDX-License-Identifier: MIT */
#include "watcher/settle.h"

#include "base/memory.h"

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

static int by_path(const void *key, const void *item)
{
    return strcmp(key, (*(struct dirty *const *)item)->path);
}

/* What it was renamed from is missing, but not yet for long: a save, or a move. */
static bool is_half_missing(const struct settled *batch, const struct dirty *dirty)
{
    if (dirty->moved_from == NULL)
        return false;
    struct dirty *const *source =
        bsearch(dirty->moved_from, batch->items, batch->count, sizeof(struct dirty *), by_path);
    return source != NULL && (*source)->is_missing;
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

/*
 * While something is missing within its grace, what is new waits with it: a file that was moved
 * into a folder made at the same moment has no event of its own there, and only a look at both
 * ends tells that it is the same.
 */
static void keep_missing(struct events *events, struct scan *scan, const struct tree *tree,
    struct settled *batch, int64_t now_ms)
{
    bool is_any_missing = mark_missing(scan, batch, now_ms);
    struct settled kept = { .items = memory_new_array(batch->count + 1, sizeof(struct dirty *)) };
    size_t rest = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct dirty *dirty = batch->items[i];
        bool is_new =
            is_any_missing && now_ms < dirty->missing_ms && tree_find(tree, dirty->path) == NULL;
        if (dirty->is_missing || is_new || is_half_missing(batch, dirty))
            kept.items[kept.count++] = dirty;
    }
    for (size_t i = 0, k = 0; i < batch->count; i++) {
        if (k < kept.count && kept.items[k] == batch->items[i])
            k++;
        else
            batch->items[rest++] = batch->items[i];
    }
    batch->count = rest;
    for (size_t i = 0; i < kept.count; i++)
        events_keep(events, kept.items[i]);
    memory_free(&kept.items);
}

static void visit(struct scan *scan, const struct dirty *dirty)
{
    enum scan_look look = scan_visit(scan, dirty->path);
    if (look == SCAN_MISSING)
        compare_cover(scan->compare, dirty->path);
    else if (look == SCAN_THERE && dirty->is_attributes)
        compare_force(scan->compare, dirty->path);
    if (dirty->moved_from != NULL)
        compare_pair(scan->compare, dirty->moved_from, dirty->path);
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
    for (size_t i = 0; i < batch.count; i++)
        visit(scan, batch.items[i]);
    if (batch.count > 0)
        visit_links(scan, tree);
    return batch;
}
