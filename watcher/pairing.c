/* SPDX-License-Identifier: MIT */
#include "watcher/pairing.h"

#include "base/memory.h"

#include <stdlib.h>

bool pairing_may_be_same(const struct tree_values *old, const struct tree_values *found)
{
    bool is_told = old->born_ns != 0 && found->born_ns != 0;
    return old->inode == found->inode && (!is_told || old->born_ns == found->born_ns);
}

static bool is_same_one(const struct tree_values *old, const struct tree_values *found)
{
    if (old->inode != found->inode)
        return false;
    if (old->born_ns != 0 && found->born_ns != 0)
        return old->born_ns == found->born_ns;
    return old->device == found->device && old->size == found->size &&
           old->modified_ns == found->modified_ns;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_old_inode(const void *a, const void *b)
{
    return compare_numbers((*(const struct tree_entry *const *)a)->values.inode,
        (*(const struct tree_entry *const *)b)->values.inode);
}

static int by_found_inode(const void *a, const void *b)
{
    return compare_numbers(tree_entry_found(*(const struct tree_entry *const *)a)->inode,
        tree_entry_found(*(const struct tree_entry *const *)b)->inode);
}

static struct tree_entry **sorted(
    struct tree_entry *const *entries, size_t count, int (*order)(const void *, const void *))
{
    struct tree_entry **copy = memory_new_array(count + 1, sizeof(struct tree_entry *));
    for (size_t i = 0; i < count; i++)
        copy[i] = entries[i];
    if (count > 1)
        qsort(copy, count, sizeof(struct tree_entry *), order);
    return copy;
}

struct sides {
    struct tree_entry **gone; /* by inode */
    size_t gone_count;
    struct tree_entry **found;
    size_t found_count;
};

/* How many of the old selves are the one that was found here. */
static size_t count_sources(const struct sides *sides, const struct tree_values *found)
{
    size_t low = 0;
    for (size_t high = sides->gone_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (sides->gone[middle]->values.inode < found->inode)
            low = middle + 1;
        else
            high = middle;
    }
    size_t count = 0;
    for (; low < sides->gone_count && sides->gone[low]->values.inode == found->inode; low++)
        count += is_same_one(&sides->gone[low]->values, found);
    return count;
}

/* The first that was found with this inode's number, or a higher one. */
static size_t first_found(const struct sides *sides, const struct tree_values *old)
{
    size_t low = 0;
    for (size_t high = sides->found_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (tree_entry_found(sides->found[middle])->inode < old->inode)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The only place where this old self was found; NULL when there is none or more than one. */
static struct tree_entry *find_only(const struct sides *sides, const struct tree_values *old)
{
    struct tree_entry *only = NULL;
    for (size_t low = first_found(sides, old);
         low < sides->found_count && tree_entry_found(sides->found[low])->inode == old->inode;
         low++) {
        if (!is_same_one(old, tree_entry_found(sides->found[low])))
            continue;
        if (only != NULL)
            return NULL;
        only = sides->found[low];
    }
    return only;
}

struct tree_entry **pairing_find_origins(struct tree_entry *const *old, size_t old_count,
    struct tree_entry *const *found, size_t found_count, size_t *count)
{
    struct tree_entry **origins = memory_new_array(old_count + 1, sizeof(struct tree_entry *));
    struct sides sides = { .found = sorted(found, found_count, by_found_inode),
        .found_count = found_count };
    *count = 0;
    for (size_t i = 0; i < old_count; i++)
        for (size_t k = first_found(&sides, &old[i]->values); k < found_count; k++) {
            const struct tree_values *values = tree_entry_found(sides.found[k]);
            if (values->inode != old[i]->values.inode)
                break;
            if (!is_same_one(&old[i]->values, values))
                continue;
            origins[(*count)++] = old[i];
            break;
        }
    memory_free(&sides.found);
    return origins;
}

struct pairing *pairing_find(struct tree_entry *const *gone, size_t gone_count,
    struct tree_entry *const *found, size_t found_count, size_t *count)
{
    struct pairing *pairs = memory_new_array(gone_count + 1, sizeof(struct pairing));
    struct sides sides = { .gone = sorted(gone, gone_count, by_old_inode),
        .gone_count = gone_count,
        .found = sorted(found, found_count, by_found_inode),
        .found_count = found_count };
    *count = 0;
    for (size_t i = 0; i < gone_count; i++) {
        struct tree_entry *goal = find_only(&sides, &gone[i]->values);
        if (goal != NULL && goal != gone[i] && count_sources(&sides, tree_entry_found(goal)) == 1)
            pairs[(*count)++] = (struct pairing){ gone[i], goal };
    }
    memory_free(&sides.gone);
    memory_free(&sides.found);
    return pairs;
}
