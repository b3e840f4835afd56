/* SPDX-License-Identifier: MIT */
#include "watcher/tree.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

/* Open addressing with linear probing; a removal closes its gap, so there are no tombstones. */
struct tree {
    struct tree_entry **slots;
    size_t slot_count; /* a power of two */
    size_t count;
    size_t folders;
    size_t links;
};

/* FNV-1a, then mixed: the low bits choose the slot. */
static uint32_t hash_of(const char *path, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)path[i]) * 1099511628211u;
    return (uint32_t)(hash ^ (hash >> 32));
}

struct tree *tree_new(void)
{
    struct tree *tree = memory_new(sizeof *tree);
    tree->slot_count = FIRST_SLOTS;
    tree->slots = memory_new_array(tree->slot_count, sizeof(struct tree_entry *));
    return tree;
}

void tree_free(struct tree **tree)
{
    if (*tree == NULL)
        return;
    for (size_t i = 0; i < (*tree)->slot_count; i++)
        tree_entry_free(&(*tree)->slots[i]);
    memory_free(&(*tree)->slots);
    memory_free(tree);
}

void tree_entry_free(struct tree_entry **entry)
{
    if (*entry == NULL)
        return;
    memory_free(&(*entry)->path);
    memory_free(&(*entry)->found);
    memory_free(entry);
}

size_t tree_count(const struct tree *tree)
{
    return tree->count;
}

size_t tree_count_folders(const struct tree *tree)
{
    return tree->folders;
}

size_t tree_count_links(const struct tree *tree)
{
    return tree->links;
}

struct tree_entry *tree_find_part(const struct tree *tree, const char *path, size_t length)
{
    uint32_t hash = hash_of(path, length);
    for (size_t i = hash & (tree->slot_count - 1); tree->slots[i] != NULL;
         i = (i + 1) & (tree->slot_count - 1)) {
        struct tree_entry *entry = tree->slots[i];
        if (entry->hash == hash && strncmp(entry->path, path, length) == 0 &&
            entry->path[length] == '\0')
            return entry;
    }
    return NULL;
}

struct tree_entry *tree_find(const struct tree *tree, const char *path)
{
    return tree_find_part(tree, path, strlen(path));
}

static void place(struct tree *tree, struct tree_entry *entry)
{
    size_t i = entry->hash & (tree->slot_count - 1);
    while (tree->slots[i] != NULL)
        i = (i + 1) & (tree->slot_count - 1);
    tree->slots[i] = entry;
}

/* At most two thirds full. */
static void make_room(struct tree *tree)
{
    if ((tree->count + 1) * 3 <= tree->slot_count * 2)
        return;
    struct tree_entry **old = tree->slots;
    size_t old_count = tree->slot_count;
    tree->slot_count *= 2;
    tree->slots = memory_new_array(tree->slot_count, sizeof(struct tree_entry *));
    for (size_t i = 0; i < old_count; i++)
        if (old[i] != NULL)
            place(tree, old[i]);
    memory_free(&old);
}

struct tree_entry *tree_add(struct tree *tree, const char *path, const struct tree_values *values)
{
    assert(tree_find(tree, path) == NULL);
    make_room(tree);
    struct tree_entry *entry = memory_new(sizeof *entry);
    entry->path = memory_copy_text(path);
    entry->hash = hash_of(path, strlen(path));
    entry->values = *values;
    place(tree, entry);
    tree->count++;
    tree->folders += values->is_folder;
    tree->links += values->is_link;
    return entry;
}

void tree_set(struct tree *tree, struct tree_entry *entry, const struct tree_values *values)
{
    tree->folders += (size_t)values->is_folder - (size_t)entry->values.is_folder;
    tree->links += (size_t)values->is_link - (size_t)entry->values.is_link;
    entry->values = *values;
}

/* Empties the entry's slot and moves those behind it that would not be found otherwise. */
static void displace(struct tree *tree, const struct tree_entry *entry)
{
    size_t mask = tree->slot_count - 1;
    size_t gap = entry->hash & mask;
    while (tree->slots[gap] != entry)
        gap = (gap + 1) & mask;
    for (size_t i = (gap + 1) & mask; tree->slots[i] != NULL; i = (i + 1) & mask) {
        size_t home = tree->slots[i]->hash & mask;
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            tree->slots[gap] = tree->slots[i];
            gap = i;
        }
    }
    tree->slots[gap] = NULL;
}

void tree_rename(struct tree *tree, struct tree_entry *entry, const char *path)
{
    assert(tree_find(tree, path) == NULL);
    displace(tree, entry);
    memory_free(&entry->path);
    entry->path = memory_copy_text(path);
    entry->hash = hash_of(path, strlen(path));
    place(tree, entry);
}

void tree_remove(struct tree *tree, struct tree_entry *entry)
{
    displace(tree, entry);
    tree->count--;
    tree->folders -= entry->values.is_folder;
    tree->links -= entry->values.is_link;
}

struct tree_entry *tree_next(const struct tree *tree, size_t *position)
{
    while (*position < tree->slot_count) {
        struct tree_entry *entry = tree->slots[(*position)++];
        if (entry != NULL)
            return entry;
    }
    return NULL;
}
