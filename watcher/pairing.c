/* SPDX-License-Identifier: MIT */
#include "watcher/pairing.h"

#include "base/memory.h"

#include <stdlib.h>

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_identity(const void *a, const void *b)
{
    const struct tree_values *first = &(*(const struct tree_entry *const *)a)->values;
    const struct tree_values *second = &(*(const struct tree_entry *const *)b)->values;
    int order = compare_numbers(first->inode, second->inode);
    if (order == 0)
        order = compare_numbers(first->device, second->device);
    if (order == 0)
        order = compare_numbers(first->size, second->size);
    if (order == 0)
        order = compare_numbers(first->modified_ns, second->modified_ns);
    return order;
}

static struct tree_entry **sorted(struct tree_entry *const *entries, size_t count)
{
    struct tree_entry **copy = memory_new_array(count + 1, sizeof(struct tree_entry *));
    for (size_t i = 0; i < count; i++)
        copy[i] = entries[i];
    if (count > 1)
        qsort(copy, count, sizeof(struct tree_entry *), by_identity);
    return copy;
}

/* The one entry of `entries` with this identity; NULL when there is none or more than one. */
static struct tree_entry *find_only(
    struct tree_entry **entries, size_t count, const struct tree_entry *like)
{
    struct tree_entry **hit =
        bsearch(&like, entries, count, sizeof(struct tree_entry *), by_identity);
    if (hit == NULL)
        return NULL;
    size_t i = (size_t)(hit - entries);
    if ((i > 0 && by_identity(&entries[i - 1], &like) == 0) ||
        (i + 1 < count && by_identity(&entries[i + 1], &like) == 0))
        return NULL;
    return *hit;
}

struct pairing *pairing_find(struct tree_entry *const *gone, size_t gone_count,
    struct tree_entry *const *found, size_t found_count, size_t *count)
{
    struct pairing *pairs = memory_new_array(gone_count + 1, sizeof(struct pairing));
    struct tree_entry **from = sorted(gone, gone_count);
    struct tree_entry **to = sorted(found, found_count);
    *count = 0;
    for (size_t i = 0; i < gone_count; i++) {
        struct tree_entry *goal = find_only(to, found_count, gone[i]);
        if (goal != NULL && find_only(from, gone_count, gone[i]) != NULL)
            pairs[(*count)++] = (struct pairing){ gone[i], goal };
    }
    memory_free(&from);
    memory_free(&to);
    return pairs;
}
