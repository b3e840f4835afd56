/* SPDX-License-Identifier: MIT */
#include "watcher/departures.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"
#include "watcher/pairing.h"

#include <stdlib.h>
#include <string.h>

void departures_add(struct entries *entries, struct tree_entry *entry)
{
    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity == 0 ? 16 : entries->capacity * 2;
        entries->items =
            memory_grow(entries->items, entries->capacity, sizeof(struct tree_entry *));
    }
    entries->items[entries->count++] = entry;
}

/* Device numbers change from boot to boot and from container to container: no news by themselves.
 */
bool departures_is_same(const struct tree_values *a, const struct tree_values *b)
{
    return a->size == b->size && a->modified_ns == b->modified_ns && pairing_may_be_same(a, b) &&
           a->is_folder == b->is_folder;
}

void departures_touch(struct compare *compare, struct tree_entry *entry, enum mark mark)
{
    if (!(entry->marks & MARK_TOUCHED))
        departures_add(&compare->touched, entry);
    entry->marks |= mark | MARK_TOUCHED;
}

void departures_set_found(struct tree_entry *entry, const struct tree_values *values)
{
    if (entry->found == NULL)
        entry->found = memory_new(sizeof *entry->found);
    *entry->found = *values;
}

static int by_path(const void *a, const void *b)
{
    const struct tree_entry *const *first = a;
    const struct tree_entry *const *second = b;
    return path_compare((*first)->path, (*second)->path);
}

void departures_sort(struct entries *entries)
{
    if (entries->count > 1)
        qsort(entries->items, entries->count, sizeof(struct tree_entry *), by_path);
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

/* What was found takes the place of an old self that left; without anything found the entry goes.
 */
static void vacate(struct compare *compare, struct tree_entry *entry)
{
    if (!(entry->marks & MARK_FOUND)) {
        tree_remove(compare->tree, entry);
        entry->marks |= MARK_ABSORBED;
        departures_add(&compare->absorbed, entry);
        return;
    }
    if (entry->found != NULL)
        tree_set(compare->tree, entry, entry->found);
    memory_free(&entry->found);
    departures_touch(compare, entry, MARK_NEW);
    entry->marks &= ~(unsigned int)MARK_CHANGED;
}

/* The old self that was at another path is this one's now. */
static void settle(struct compare *compare, struct tree_entry *entry, const struct tree_values *old)
{
    struct tree_values now = entry->values;
    entry->marks &= ~(unsigned int)(MARK_NEW | MARK_CHANGED);
    /* A new name is a change of its inode, not of what it says. */
    bool is_same = departures_is_same(&now, old);
    tree_set(compare->tree, entry, is_same ? &now : old);
    if (is_same)
        return;
    departures_set_found(entry, &now);
    departures_touch(compare, entry, MARK_CHANGED);
}

/* The old self of `from` goes to the path `to`, and with it where it is yet to go. */
static void carry(struct compare *compare, struct tree_entry *from, const char *to)
{
    struct tree_entry *entry = tree_find(compare->tree, to);
    if (entry == NULL && !(from->marks & MARK_FOUND)) {
        tree_rename(compare->tree, from, to);
        entry = from;
    } else {
        struct tree_values old = from->values;
        struct tree_entry *goal = from->goal;
        from->goal = NULL;
        vacate(compare, from);
        if (entry == NULL) {
            entry = tree_add(compare->tree, to, &old);
            entry->marks |= MARK_MISSING; /* it may have left there for elsewhere */
            departures_add(&compare->missing, entry);
        } else {
            settle(compare, entry, &old);
        }
        entry->goal = goal;
        if (goal != NULL)
            departures_add(&compare->leaving, entry);
    }
    if (entry->goal == entry)
        entry->goal = NULL;
}

/* The old selves below a folder. */
static void collect_below(const struct compare *compare, const char *folder, struct entries *below)
{
    size_t length = strlen(folder);
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(compare->tree, &position)) != NULL;)
        if (strncmp(entry->path, folder, length) == 0 && entry->path[length] == '/' &&
            !(entry->marks & MARK_NEW))
            departures_add(below, entry);
}

/* An inode number alone proves nothing: ext4 gives that of a deleted folder to the next one. */
bool departures_have_same_content(
    const struct compare *compare, const struct tree_entry *from, const struct tree_entry *to)
{
    struct entries below = { 0 };
    bool is_same_one = false;
    collect_below(compare, from->path, &below);
    for (size_t i = 0; i < below.count && !is_same_one; i++) {
        char *path = path_join(to->path, below.items[i]->path + strlen(from->path) + 1);
        const struct tree_entry *found = tree_find(compare->tree, path);
        memory_free(&path);
        is_same_one = found != NULL && found->marks & (MARK_NEW | MARK_CHANGED) &&
                      departures_is_same(tree_entry_found(found), &below.items[i]->values);
    }
    memory_free(&below.items);
    return is_same_one;
}

/* The old self of `from`, a folder's with all below it, goes to the path `to`, which has none. */
static void move_self(struct compare *compare, struct tree_entry *from, const char *to)
{
    struct entries below = { 0 };
    size_t length = strlen(from->path);
    add_move(compare, from, to);
    if (from->values.is_folder)
        collect_below(compare, from->path, &below);
    departures_sort(&below);
    for (size_t i = 0; i < below.count; i++) {
        char *path = path_join(to, below.items[i]->path + length + 1);
        carry(compare, below.items[i], path);
        memory_free(&path);
    }
    memory_free(&below.items);
    carry(compare, from, to);
}

/* A path that nothing has, for a moment. Matched by parked_place() in ledger/pages.c. */
static char *parking_path(const struct compare *compare, const struct tree_entry *entry)
{
    struct text path = text_new(2 * PATH_MAX_BYTES);
    for (unsigned int i = 1; path.length == 0 || tree_find(compare->tree, path.data) != NULL; i++) {
        text_cut(&path, 0);
        text_add_format(
            &path, "%s.moving%u%s", entry->path, i, entry->values.is_folder ? "" : ".md");
    }
    return text_take(&path);
}

/* Everything waits for everything (two files that changed places): one goes aside. */
static void park(struct compare *compare, struct tree_entry *entry)
{
    char *path = parking_path(compare, entry);
    move_self(compare, entry, path);
    compare->parked = tree_find(compare->tree, path);
    memory_free(&path);
}

static bool had_markdown(const struct compare *compare, const char *folder)
{
    struct entries below = { 0 };
    bool has = false;
    collect_below(compare, folder, &below);
    for (size_t i = 0; i < below.count && !has; i++)
        has = path_is_markdown(below.items[i]->path);
    memory_free(&below.items);
    return has;
}

/* A file came in the place of a folder, a folder in that of a file, or of a folder that was no
   page. */
static bool is_replaced(
    const struct compare *compare, const struct tree_entry *from, const struct tree_entry *to)
{
    if (from->goal != to || to->marks & MARK_NEW || to->goal != NULL)
        return false;
    return to->values.is_folder != from->values.is_folder ||
           (to->values.is_folder && !had_markdown(compare, to->path));
}

static void leave(struct compare *compare, struct tree_entry *from);

/* What is where another comes goes first. */
static void make_way(struct compare *compare, struct tree_entry *entry)
{
    if (entry == NULL || entry->marks & MARK_NEW || entry->goal == NULL)
        return;
    if (entry->marks & MARK_LEAVING)
        park(compare, entry);
    else
        leave(compare, entry);
}

/* And a folder above that: it would take along what came. */
static void make_way_above(struct compare *compare, const char *path)
{
    for (size_t length = 0; path[length] != '\0'; length++) {
        struct tree_entry *above =
            path[length] == '/' ? tree_find_part(compare->tree, path, length) : NULL;
        if (above != NULL && above->values.is_folder)
            make_way(compare, above);
    }
}

/*
 * The old self of `from` leaves for its goal, behind whatever has to leave that path first. A path
 * whose old self is nowhere any more is the same file, written anew: what came there stays where it
 * was.
 */
static void leave(struct compare *compare, struct tree_entry *from)
{
    struct tree_entry *to = from->goal;
    from->marks |= MARK_LEAVING;
    make_way_above(compare, to->path);
    make_way(compare, to);
    from->marks &= ~(unsigned int)MARK_LEAVING;
    if (is_replaced(compare, from, to)) {
        park(compare, to);
        compare->parked = NULL;
    }
    if (from->goal != to) { /* it was parked meanwhile, or went along with its folder */
        from = compare->parked;
        if (from == NULL || from->goal != to)
            return;
        compare->parked = NULL;
    }
    bool can_go = to->marks & MARK_NEW && !(to->marks & MARK_ABSORBED);
    from->goal = NULL;
    if (can_go)
        move_self(compare, from, to->path);
}

void departures_aim(struct compare *compare, struct tree_entry *from, struct tree_entry *to)
{
    from->goal = to;
    to->marks |= MARK_AWAITED;
    departures_add(&compare->leaving, from);
}

void departures_run(struct compare *compare)
{
    for (size_t i = 0; i < compare->leaving.count; i++) {
        struct tree_entry *entry = compare->leaving.items[i];
        if (entry->goal != NULL)
            leave(compare, entry);
    }
    compare->leaving.count = 0;
}
