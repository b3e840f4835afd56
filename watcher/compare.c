/* SPDX-License-Identifier: MIT */
#include "watcher/compare.h"

#include "base/memory.h"
#include "base/path.h"
#include "watcher/departures.h"
#include "watcher/pairing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct compare *compare_new(struct tree *tree, bool is_full)
{
    struct compare *compare = memory_new(sizeof *compare);
    compare->tree = tree;
    compare->is_full = is_full;
    return compare;
}

static void clear_marks(const struct compare *compare)
{
    for (size_t i = 0; i < compare->marked.count; i++)
        compare->marked.items[i]->marks = 0;
    for (size_t i = 0; i < compare->touched.count; i++)
        compare->touched.items[i]->marks = 0;
    for (size_t i = 0; i < compare->missing.count; i++)
        compare->missing.items[i]->marks = 0;
    size_t position = 0;
    if (compare->is_full)
        for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
            entry->marks = 0;
}

void compare_free(struct compare **compare)
{
    if (*compare == NULL)
        return;
    struct compare *self = *compare;
    if (!self->is_finished)
        clear_marks(self);
    for (size_t i = 0; i < self->changes.move_count; i++) {
        memory_free(&self->changes.moves[i].from);
        memory_free(&self->changes.moves[i].to);
    }
    for (size_t i = 0; i < self->changes.gone_count; i++)
        tree_entry_free(&self->changes.gone[i]);
    for (size_t i = 0; i < self->absorbed.count; i++)
        tree_entry_free(&self->absorbed.items[i]);
    for (size_t i = 0; i < self->pair_count; i++) {
        memory_free(&self->pairs[i].from);
        memory_free(&self->pairs[i].to);
    }
    memory_free(&self->changes.moves);
    memory_free(&self->changes.changed);
    memory_free(&self->changes.gone);
    memory_free(&self->touched.items);
    memory_free(&self->marked.items);
    memory_free(&self->missing.items);
    memory_free(&self->waiting.items);
    memory_free(&self->absorbed.items);
    memory_free(&self->leaving.items);
    memory_free(&self->pairs);
    memory_free(compare);
}

void compare_cover(struct compare *compare, const char *path)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (path[0] == '\0')
        compare->is_full = true;
    if (entry == NULL)
        return;
    entry->marks |= MARK_COVERED;
    entry->marks &= ~(unsigned int)MARK_WAITING;
    departures_add(&compare->marked, entry);
    compare->is_folder_covered |= entry->values.is_folder;
}

void compare_wait(struct compare *compare, const char *path)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (entry == NULL)
        return;
    entry->marks |= MARK_WAITING;
    departures_add(&compare->marked, entry);
    departures_add(&compare->waiting, entry);
}

bool compare_waits(const struct compare *compare, const char *path)
{
    const struct tree_entry *entry = tree_find(compare->tree, path);
    return entry != NULL && entry->marks & MARK_WAITING;
}

void compare_found(struct compare *compare, const char *path, const struct tree_values *values)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (entry == NULL) {
        entry = tree_add(compare->tree, path, values);
        departures_touch(compare, entry, MARK_NEW);
    } else if (!(entry->marks & MARK_NEW) && (!departures_is_same(&entry->values, values) ||
                                                 entry->values.changed_ns != values->changed_ns)) {
        /* A folder that became a file leaves nothing below it. */
        if (entry->values.is_folder && !values->is_folder)
            compare_cover(compare, path);
        departures_touch(compare, entry, MARK_CHANGED);
        departures_set_found(entry, values);
    } else if (entry->marks & MARK_NEW || entry->values.is_link != values->is_link ||
               entry->values.device != values->device || entry->values.born_ns != values->born_ns) {
        /* Paths that came from the store do not say whether they are links. */
        tree_set(compare->tree, entry, values);
    }
    if (!compare->is_full && !(entry->marks & MARK_FOUND))
        departures_add(&compare->marked, entry);
    entry->marks |= MARK_FOUND;
}

void compare_force(struct compare *compare, const char *path)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (entry != NULL)
        departures_touch(compare, entry, MARK_CHANGED);
}

void compare_unknown(struct compare *compare, const char *folder)
{
    struct tree_entry *entry = tree_find(compare->tree, folder);
    if (folder[0] == '\0')
        compare->is_nothing_known = true;
    if (entry == NULL)
        return;
    entry->marks |= MARK_UNKNOWN;
    departures_add(&compare->marked, entry);
}

void compare_pair(struct compare *compare, const char *from, const char *to)
{
    compare->pairs = memory_grow(compare->pairs, compare->pair_count + 1, sizeof(struct pair));
    compare->pairs[compare->pair_count++] =
        (struct pair){ memory_copy_text(from), memory_copy_text(to) };
}

bool compare_knows_below(const struct compare *compare, const char *folder)
{
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
        if (path_is_below(entry->path, folder) && strcmp(entry->path, folder) != 0)
            return true;
    return false;
}

/* A folder that holds `path`, at whatever height, has the mark. */
static bool is_inside(const struct compare *compare, const char *path, enum mark mark)
{
    for (size_t length = path_folder_length(path); length > 0;) {
        const struct tree_entry *folder = tree_find_part(compare->tree, path, length);
        if (folder != NULL && folder->marks & mark)
            return true;
        while (--length > 0 && path[length] != '/')
            ;
    }
    return false;
}

/* Nobody can say of a folder that it is gone, with all that is in it, as long as something waits,
   nor of what is in one that waits itself; only that it is elsewhere. */
static bool is_waited_for(const struct compare *compare, const struct tree_entry *entry)
{
    if (is_inside(compare, entry->path, MARK_WAITING))
        return true;
    for (size_t i = 0; i < compare->waiting.count; i++)
        if (compare->waiting.items[i]->marks & MARK_WAITING &&
            path_is_below(compare->waiting.items[i]->path, entry->path))
            return true;
    return false;
}

static bool is_missing(const struct compare *compare, const struct tree_entry *entry)
{
    if (entry->marks & (MARK_FOUND | MARK_WAITING))
        return false;
    if (!compare->is_full && !(entry->marks & MARK_COVERED) &&
        !is_inside(compare, entry->path, MARK_COVERED))
        return false;
    return !is_inside(compare, entry->path, MARK_UNKNOWN);
}

static void collect_missing(struct compare *compare)
{
    if (compare->is_nothing_known)
        return;
    if (compare->is_full || compare->is_folder_covered) {
        size_t position = 0;
        for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
            if (is_missing(compare, entry))
                departures_add(&compare->missing, entry);
    } else {
        for (size_t i = 0; i < compare->marked.count; i++)
            if (is_missing(compare, compare->marked.items[i]))
                departures_add(&compare->missing, compare->marked.items[i]);
    }
    departures_sort(&compare->missing);
    /* Covered twice, collected twice. */
    size_t kept = 0;
    for (size_t i = 0; i < compare->missing.count; i++)
        if (kept == 0 || compare->missing.items[kept - 1] != compare->missing.items[i])
            compare->missing.items[kept++] = compare->missing.items[i];
    compare->missing.count = kept;
    for (size_t i = 0; i < compare->missing.count; i++)
        compare->missing.items[i]->marks |= MARK_MISSING;
}

/* At this path is something else than what was there. */
static bool is_displaced(const struct tree_entry *entry)
{
    return entry->marks & MARK_CHANGED && entry->found != NULL &&
           (!pairing_may_be_same(entry->found, &entry->values) ||
               entry->found->is_folder != entry->values.is_folder);
}

/* An old self of this kind that is not where it was. */
static bool may_leave(const struct tree_entry *entry, bool folders)
{
    if (entry->values.is_folder != folders || entry->marks & (MARK_NEW | MARK_ABSORBED))
        return false;
    return entry->marks & MARK_FOUND ? is_displaced(entry) : entry->marks & MARK_MISSING;
}

/* Something of this kind was found that was not there before. */
static bool may_arrive(const struct tree_entry *entry, bool folders)
{
    return entry->marks & MARK_FOUND && (entry->marks & MARK_NEW || is_displaced(entry)) &&
           tree_entry_found(entry)->is_folder == folders;
}

/* It was neither looked at nor is it new. */
static bool is_unseen(const struct compare *compare, const struct tree_entry *entry)
{
    if (entry->marks & (MARK_FOUND | MARK_COVERED | MARK_NEW | MARK_ABSORBED))
        return false;
    return entry->marks & MARK_WAITING || !is_inside(compare, entry->path, MARK_COVERED);
}

static bool is_arrival(const struct tree_entry *entry)
{
    return may_arrive(entry, tree_entry_found(entry)->is_folder);
}

size_t compare_list_origins(const struct compare *compare, struct text *paths)
{
    struct entries old = { 0 };
    struct entries found = { 0 };
    size_t position = 0;
    size_t count = 0;
    for (size_t i = 0; i < compare->touched.count; i++)
        if (is_arrival(compare->touched.items[i]))
            departures_add(&found, compare->touched.items[i]);
    for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
        if (found.count > 0 && is_unseen(compare, entry))
            departures_add(&old, entry);
    struct tree_entry **origins =
        pairing_find_origins(old.items, old.count, found.items, found.count, &count);
    for (size_t i = 0; i < count; i++)
        text_add(paths, origins[i]->path, strlen(origins[i]->path) + 1);
    memory_free(&origins);
    memory_free(&found.items);
    memory_free(&old.items);
    return count;
}

static void select_kind(
    struct compare *compare, bool folders, struct entries *gone, struct entries *found)
{
    for (size_t i = 0; i < compare->missing.count; i++)
        if (may_leave(compare->missing.items[i], folders))
            departures_add(gone, compare->missing.items[i]);
    for (size_t i = 0; i < compare->touched.count; i++) {
        struct tree_entry *entry = compare->touched.items[i];
        if (may_arrive(entry, folders))
            departures_add(found, entry);
        if (entry->marks & MARK_FOUND && may_leave(entry, folders))
            departures_add(gone, entry);
    }
}

static void match_identities(struct compare *compare, bool folders)
{
    struct entries gone = { 0 };
    struct entries found = { 0 };
    select_kind(compare, folders, &gone, &found);
    departures_sort(&gone);
    size_t count;
    struct pairing *pairs = pairing_find(gone.items, gone.count, found.items, found.count, &count);
    for (size_t i = 0; i < count; i++)
        if (!folders || pairs[i].from->values.born_ns != 0 ||
            departures_have_same_content(compare, pairs[i].from, pairs[i].to))
            departures_aim(compare, pairs[i].from, pairs[i].to);
    memory_free(&pairs);
    memory_free(&gone.items);
    memory_free(&found.items);
}

/* Events name a path as it was before the folders above it moved. */
static struct tree_entry *find_moved(const struct compare *compare, const char *path)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    char *now = memory_copy_text(path);
    for (size_t i = 0; entry == NULL && i < compare->changes.move_count; i++) {
        const struct compare_move *move = &compare->changes.moves[i];
        if (!move->is_folder || !path_is_below(now, move->from))
            continue;
        const char *rest = now + strlen(move->from);
        char *next = rest[0] == '\0' ? memory_copy_text(move->to) : path_join(move->to, rest + 1);
        memory_free(&now);
        now = next;
    }
    if (entry == NULL)
        entry = tree_find(compare->tree, now);
    memory_free(&now);
    return entry;
}

static void match_pairs(struct compare *compare, bool folders)
{
    for (size_t i = 0; i < compare->pair_count; i++) {
        struct tree_entry *from = find_moved(compare, compare->pairs[i].from);
        struct tree_entry *to = find_moved(compare, compare->pairs[i].to);
        if (from != NULL && to != NULL && from != to && from->goal == NULL &&
            !(to->marks & MARK_AWAITED) && may_leave(from, folders) && may_arrive(to, folders))
            departures_aim(compare, from, to);
    }
}

void compare_match(struct compare *compare)
{
    collect_missing(compare);
    for (int folders = 1; folders >= 0; folders--) {
        /* Inodes first: not every event arrives. */
        match_identities(compare, folders);
        match_pairs(compare, folders);
        departures_run(compare);
    }
    size_t kept = 0;
    for (size_t i = 0; i < compare->missing.count; i++) {
        struct tree_entry *entry = compare->missing.items[i];
        if (entry->marks & (MARK_ABSORBED | MARK_FOUND))
            continue;
        if (is_waited_for(compare, entry))
            entry->marks = 0;
        else
            compare->missing.items[kept++] = entry;
    }
    compare->missing.count = kept;
    departures_sort(&compare->missing);
}

struct tree_entry *const *compare_missing(const struct compare *compare, size_t *count)
{
    *count = compare->missing.count;
    return compare->missing.items;
}

static void list_changed(struct compare *compare)
{
    struct changes *changes = &compare->changes;
    departures_sort(&compare->touched);
    changes->changed = memory_new_array(compare->touched.count + 1, sizeof(struct compare_change));
    for (size_t i = 0; i < compare->touched.count; i++) {
        struct tree_entry *entry = compare->touched.items[i];
        if (!(entry->marks & (MARK_NEW | MARK_CHANGED)) || !(entry->marks & MARK_FOUND))
            continue;
        if (entry->found != NULL)
            tree_set(compare->tree, entry, entry->found);
        memory_free(&entry->found);
        changes->changed[changes->changed_count++] =
            (struct compare_change){ entry, entry->marks & MARK_NEW };
    }
}

static void list_gone(struct compare *compare)
{
    struct changes *changes = &compare->changes;
    departures_sort(&compare->missing);
    changes->gone = memory_new_array(compare->missing.count + 1, sizeof(struct tree_entry *));
    for (size_t i = 0; i < compare->missing.count; i++)
        if (!(compare->missing.items[i]->marks & MARK_FOUND))
            changes->gone[changes->gone_count++] = compare->missing.items[i];
    for (size_t i = 0; i < changes->gone_count; i++)
        tree_remove(compare->tree, changes->gone[i]);
}

const struct changes *compare_finish(struct compare *compare)
{
    list_changed(compare);
    list_gone(compare);
    clear_marks(compare);
    compare->is_finished = true;
    return &compare->changes;
}
