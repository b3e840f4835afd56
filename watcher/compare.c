/* SPDX-License-Identifier: MIT */
#include "watcher/compare.h"

#include "base/memory.h"
#include "base/path.h"
#include "watcher/pairing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum mark {
    MARK_FOUND = 1,
    MARK_NEW = 2,
    MARK_CHANGED = 4,
    MARK_COVERED = 8,
    MARK_UNKNOWN = 16,
    MARK_ABSORBED = 32, /* moved onto the entry that was found at its new path; out of the tree */
};

struct entries {
    struct tree_entry **items;
    size_t count;
    size_t capacity;
};

struct pair {
    char *from;
    char *to;
};

struct compare {
    struct tree *tree;
    bool is_full;
    bool is_nothing_known; /* the root could not be read */
    bool is_folder_covered;
    struct entries touched; /* new or changed */
    struct entries marked;  /* covered, unknown or (unless all are looked at) found */
    struct entries missing;
    struct entries absorbed;
    struct pair *pairs;
    size_t pair_count;
    struct changes changes;
};

static void add_entry(struct entries *entries, struct tree_entry *entry)
{
    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity == 0 ? 16 : entries->capacity * 2;
        entries->items =
            memory_grow(entries->items, entries->capacity, sizeof(struct tree_entry *));
    }
    entries->items[entries->count++] = entry;
}

struct compare *compare_new(struct tree *tree, bool is_full)
{
    struct compare *compare = memory_new(sizeof *compare);
    compare->tree = tree;
    compare->is_full = is_full;
    return compare;
}

void compare_free(struct compare **compare)
{
    if (*compare == NULL)
        return;
    struct compare *self = *compare;
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
    memory_free(&self->absorbed.items);
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
    add_entry(&compare->marked, entry);
    compare->is_folder_covered |= entry->values.is_folder;
}

/* Device numbers change from boot to boot and from container to container: no news by themselves.
 */
static bool is_same(const struct tree_values *a, const struct tree_values *b)
{
    return a->size == b->size && a->modified_ns == b->modified_ns && a->inode == b->inode &&
           a->is_folder == b->is_folder;
}

static void touch(struct compare *compare, struct tree_entry *entry, enum mark mark)
{
    if (!(entry->marks & (MARK_NEW | MARK_CHANGED)))
        add_entry(&compare->touched, entry);
    entry->marks |= mark;
}

void compare_found(struct compare *compare, const char *path, const struct tree_values *values)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (entry == NULL) {
        entry = tree_add(compare->tree, path, values);
        touch(compare, entry, MARK_NEW);
    } else if (!is_same(&entry->values, values)) {
        /* A folder that became a file leaves nothing below it. */
        if (entry->values.is_folder && !values->is_folder)
            compare_cover(compare, path);
        touch(compare, entry, MARK_CHANGED);
        tree_set(compare->tree, entry, values);
    } else if (entry->values.is_link != values->is_link || entry->values.device != values->device) {
        /* Paths that came from the store do not say whether they are links. */
        tree_set(compare->tree, entry, values);
    }
    if (!compare->is_full && !(entry->marks & MARK_FOUND))
        add_entry(&compare->marked, entry);
    entry->marks |= MARK_FOUND;
}

void compare_force(struct compare *compare, const char *path)
{
    struct tree_entry *entry = tree_find(compare->tree, path);
    if (entry != NULL)
        touch(compare, entry, MARK_CHANGED);
}

void compare_unknown(struct compare *compare, const char *folder)
{
    struct tree_entry *entry = tree_find(compare->tree, folder);
    if (folder[0] == '\0')
        compare->is_nothing_known = true;
    if (entry == NULL)
        return;
    entry->marks |= MARK_UNKNOWN;
    add_entry(&compare->marked, entry);
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

static bool is_missing(const struct compare *compare, const struct tree_entry *entry)
{
    if (entry->marks & MARK_FOUND)
        return false;
    if (!compare->is_full && !(entry->marks & MARK_COVERED) &&
        !is_inside(compare, entry->path, MARK_COVERED))
        return false;
    return !is_inside(compare, entry->path, MARK_UNKNOWN);
}

static int by_path(const void *a, const void *b)
{
    const struct tree_entry *const *first = a;
    const struct tree_entry *const *second = b;
    return path_compare((*first)->path, (*second)->path);
}

static void sort_entries(struct entries *entries)
{
    if (entries->count > 1)
        qsort(entries->items, entries->count, sizeof(struct tree_entry *), by_path);
}

static void collect_missing(struct compare *compare)
{
    if (compare->is_nothing_known)
        return;
    if (compare->is_full || compare->is_folder_covered) {
        size_t position = 0;
        for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
            if (is_missing(compare, entry))
                add_entry(&compare->missing, entry);
    } else {
        for (size_t i = 0; i < compare->marked.count; i++)
            if (is_missing(compare, compare->marked.items[i]))
                add_entry(&compare->missing, compare->marked.items[i]);
    }
    sort_entries(&compare->missing);
    /* Covered twice, collected twice. */
    size_t kept = 0;
    for (size_t i = 0; i < compare->missing.count; i++)
        if (kept == 0 || compare->missing.items[kept - 1] != compare->missing.items[i])
            compare->missing.items[kept++] = compare->missing.items[i];
    compare->missing.count = kept;
}

static void add_move(struct compare *compare, const struct tree_entry *from, const char *to)
{
    struct changes *changes = &compare->changes;
    changes->moves =
        memory_grow(changes->moves, changes->move_count + 1, sizeof(struct compare_move));
    changes->moves[changes->move_count++] = (struct compare_move){
        .from = memory_copy_text(from->path),
        .to = memory_copy_text(to),
        .is_folder = from->values.is_folder,
    };
}

/* The entry `from` goes to `to`: onto the entry that was found there, if one was. */
static void carry(struct compare *compare, struct tree_entry *from, const char *to)
{
    struct tree_entry *found = tree_find(compare->tree, to);
    if (found == NULL) {
        tree_rename(compare->tree, from, to);
        return;
    }
    if (found->marks & MARK_NEW) {
        found->marks &= ~(unsigned int)MARK_NEW;
        if (!is_same(&found->values, &from->values))
            found->marks |= MARK_CHANGED;
    }
    tree_remove(compare->tree, from);
    from->marks |= MARK_ABSORBED;
    add_entry(&compare->absorbed, from);
}

static void collect_below(const struct compare *compare, const char *folder, struct entries *below)
{
    size_t length = strlen(folder);
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
        if (strncmp(entry->path, folder, length) == 0 && entry->path[length] == '/' &&
            !(entry->marks & MARK_FOUND))
            add_entry(below, entry);
}

/* At least one thing below `from` is found unchanged at the same place below `to`: an inode number
   alone proves nothing, ext4 gives the number of a deleted folder to the next one. */
static bool is_same_content(const struct compare *compare, const struct tree_entry *from,
    const char *to, const struct entries *below)
{
    for (size_t i = 0; i < below->count; i++) {
        char *path = path_join(to, below->items[i]->path + strlen(from->path) + 1);
        const struct tree_entry *found = tree_find(compare->tree, path);
        memory_free(&path);
        if (found != NULL && found->marks & MARK_NEW &&
            is_same(&found->values, &below->items[i]->values))
            return true;
    }
    return false;
}

static bool can_move(const struct tree_entry *from, const struct tree_entry *to)
{
    return from != NULL && to != NULL && from->values.is_folder == to->values.is_folder &&
           !(from->marks & (MARK_FOUND | MARK_ABSORBED)) && to->marks & MARK_NEW;
}

static void move_folder(
    struct compare *compare, struct tree_entry *from, const char *to, bool is_certain)
{
    struct entries below = { 0 };
    collect_below(compare, from->path, &below);
    if (is_certain || is_same_content(compare, from, to, &below)) {
        size_t length = strlen(from->path);
        add_move(compare, from, to);
        for (size_t i = 0; i < below.count; i++) {
            char *path = path_join(to, below.items[i]->path + length + 1);
            carry(compare, below.items[i], path);
            memory_free(&path);
        }
        carry(compare, from, to);
    }
    memory_free(&below.items);
}

static void move_entry(
    struct compare *compare, struct tree_entry *from, struct tree_entry *to, bool is_certain)
{
    if (!can_move(from, to))
        return;
    if (from->values.is_folder) {
        move_folder(compare, from, to->path, is_certain);
    } else {
        add_move(compare, from, to->path);
        carry(compare, from, to->path);
    }
}

/* Where the chain of renames that ends with `pair` began: names in between were never known. */
static struct tree_entry *find_source(const struct compare *compare, const struct pair *pair)
{
    struct tree_entry *from = tree_find(compare->tree, pair->from);
    for (size_t i = compare->pair_count; from == NULL && i-- > 0;) {
        if (strcmp(compare->pairs[i].to, pair->from) != 0)
            continue;
        pair = &compare->pairs[i];
        from = tree_find(compare->tree, pair->from);
    }
    return from;
}

static void match_pairs(struct compare *compare, bool folders)
{
    for (size_t i = 0; i < compare->pair_count; i++) {
        const struct pair *pair = &compare->pairs[i];
        struct tree_entry *from = find_source(compare, pair);
        if (from != NULL && from->values.is_folder == folders && is_missing(compare, from))
            move_entry(compare, from, tree_find(compare->tree, pair->to), true);
    }
}

/* Those of one kind that have the mark `with` (0: any) and none of `without`. */
static void select_kind(const struct entries *all, bool folders, unsigned int with,
    unsigned int without, struct entries *chosen)
{
    for (size_t i = 0; i < all->count; i++) {
        struct tree_entry *entry = all->items[i];
        if (entry->values.is_folder == folders && (entry->marks & with) == with &&
            !(entry->marks & without))
            add_entry(chosen, entry);
    }
}

static void match_identities(struct compare *compare, bool folders)
{
    struct entries gone = { 0 };
    struct entries found = { 0 };
    select_kind(&compare->missing, folders, 0, MARK_ABSORBED, &gone);
    select_kind(&compare->touched, folders, MARK_NEW, 0, &found);
    size_t count;
    struct pairing *pairs = pairing_find(gone.items, gone.count, found.items, found.count, &count);
    for (size_t i = 0; i < count; i++)
        move_entry(compare, pairs[i].from, pairs[i].to, false);
    memory_free(&pairs);
    memory_free(&gone.items);
    memory_free(&found.items);
}

void compare_match(struct compare *compare)
{
    collect_missing(compare);
    for (int folders = 1; folders >= 0; folders--) {
        match_pairs(compare, folders);
        match_identities(compare, folders);
    }
    size_t kept = 0;
    for (size_t i = 0; i < compare->missing.count; i++)
        if (!(compare->missing.items[i]->marks & MARK_ABSORBED))
            compare->missing.items[kept++] = compare->missing.items[i];
    compare->missing.count = kept;
}

struct tree_entry *const *compare_missing(const struct compare *compare, size_t *count)
{
    *count = compare->missing.count;
    return compare->missing.items;
}

static void list_changed(struct compare *compare)
{
    struct changes *changes = &compare->changes;
    sort_entries(&compare->touched);
    changes->changed = memory_new_array(compare->touched.count + 1, sizeof(struct compare_change));
    for (size_t i = 0; i < compare->touched.count; i++) {
        struct tree_entry *entry = compare->touched.items[i];
        if (entry->marks & (MARK_NEW | MARK_CHANGED) && entry->marks & MARK_FOUND)
            changes->changed[changes->changed_count++] =
                (struct compare_change){ entry, entry->marks & MARK_NEW };
    }
}

static void list_gone(struct compare *compare)
{
    struct changes *changes = &compare->changes;
    sort_entries(&compare->missing);
    changes->gone = memory_new_array(compare->missing.count + 1, sizeof(struct tree_entry *));
    for (size_t i = 0; i < compare->missing.count; i++)
        if (!(compare->missing.items[i]->marks & MARK_FOUND))
            changes->gone[changes->gone_count++] = compare->missing.items[i];
    for (size_t i = 0; i < changes->gone_count; i++)
        tree_remove(compare->tree, changes->gone[i]);
}

static void clear_marks(const struct compare *compare)
{
    for (size_t i = 0; i < compare->marked.count; i++)
        compare->marked.items[i]->marks = 0;
    for (size_t i = 0; i < compare->touched.count; i++)
        compare->touched.items[i]->marks = 0;
    size_t position = 0;
    if (compare->is_full)
        for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
            entry->marks = 0;
}

const struct changes *compare_finish(struct compare *compare)
{
    list_changed(compare);
    list_gone(compare);
    clear_marks(compare);
    return &compare->changes;
}
