/* SPDX-License-Identifier: MIT */
#include "monitor/rows.h"

#include "base/memory.h"
#include "monitor/match.h"

#include <stdlib.h>
#include <string.h>

/* From what needs a person to what is done. */
static const char order[] = "UEDLW>MARP=OI";
enum { NEEDING = 4, WORKING = 9, RANKS = 6 }; /* how many of `order` need a person, are worked on */

static size_t rank(char letter)
{
    static unsigned char ranks[128]; /* 1 more than the rank; 0: not worked out yet */
    unsigned char *known = &ranks[(unsigned char)letter % 128];
    if (*known == 0) {
        const char *place = letter == '\0' ? NULL : strchr(order, letter);
        size_t i = place == NULL ? sizeof order : (size_t)(place - order);
        /* What is being worked on stays one block, so that lines jump as little as possible. */
        *known = (unsigned char)(1 + (i < NEEDING ? i : i < WORKING ? NEEDING : NEEDING + 1));
    }
    return *known - 1U;
}

static size_t *count_of(struct rows *rows, char letter)
{
    return &rows->letters[(unsigned char)letter % 128];
}

static void release(struct row *row)
{
    free((void *)row->path);
    free((void *)row->page_id);
    free((void *)row->title);
    free((void *)row->reason);
    free((void *)row->lower);
}

void rows_clear(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        release(&rows->items[i]);
    rows->count = 0;
    rows->marked = 0;
    memset(rows->letters, 0, sizeof rows->letters);
    rows->is_stale = true;
}

void rows_free(struct rows *rows)
{
    rows_clear(rows);
    memory_free(&rows->items);
    memory_free(&rows->shown);
    memory_free(&rows->filter);
    match_free(&rows->match);
    *rows = (struct rows){ 0 };
}

/* The index where `path` is or belongs. */
static size_t find(const struct rows *rows, const char *path, bool *is_there)
{
    size_t low = 0;
    size_t high = rows->count;
    /* A snapshot comes in order: look at the end first. */
    if (high > 0 && strcmp(rows->items[high - 1].path, path) < 0)
        low = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(rows->items[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *is_there = low < rows->count && strcmp(rows->items[low].path, path) == 0;
    return low;
}

static const char *own(const char *text)
{
    return memory_copy_text(text == NULL ? "" : text);
}

/* Whether another state of a file may change its place, or whether it is shown. */
static bool moves(const struct rows *rows, const struct row *old, const struct row *new)
{
    bool is_filtered = rows->filter != NULL && *rows->filter != '\0';
    if (is_filtered || rows->order == ROWS_BY_AGE || rows->order == ROWS_BY_VERSION)
        return true;
    return rows->order == ROWS_BY_NEED && rank(old->letter) != rank(new->letter);
}

void rows_put(struct rows *rows, const struct row *row)
{
    bool is_there = false;
    size_t i = find(rows, row->path, &is_there);
    if (!is_there) {
        if (rows->count == rows->capacity) {
            rows->capacity = rows->capacity == 0 ? 256 : rows->capacity * 2;
            rows->items = memory_grow(rows->items, rows->capacity, sizeof *rows->items);
        }
        memmove(&rows->items[i + 1], &rows->items[i], (rows->count - i) * sizeof *rows->items);
        rows->count++;
        rows->items[i] = (struct row){ 0 };
    } else {
        --*count_of(rows, rows->items[i].letter);
    }
    if (!is_there || moves(rows, &rows->items[i], row))
        rows->is_stale = true;
    struct row copy = *row;
    copy.is_marked = rows->items[i].is_marked;
    copy.path = own(row->path);
    copy.page_id = own(row->page_id);
    copy.title = own(row->title);
    copy.reason = own(row->reason);
    copy.lower = match_lower(copy.path, copy.title);
    release(&rows->items[i]);
    rows->items[i] = copy;
    ++*count_of(rows, copy.letter);
}

void rows_remove(struct rows *rows, const char *path)
{
    bool is_there = false;
    size_t i = find(rows, path, &is_there);
    if (!is_there)
        return;
    --*count_of(rows, rows->items[i].letter);
    rows->marked -= rows->items[i].is_marked ? 1 : 0;
    release(&rows->items[i]);
    rows->count--;
    memmove(&rows->items[i], &rows->items[i + 1], (rows->count - i) * sizeof *rows->items);
    rows->is_stale = true;
}

void rows_set_filter(struct rows *rows, const char *filter)
{
    memory_free(&rows->filter);
    rows->filter = memory_copy_text(filter);
    match_free(&rows->match);
    rows->match = match_new(filter);
    rows->is_stale = true;
}

void rows_take_over(struct rows *rows, struct rows *old)
{
    rows_set_filter(rows, old->filter);
    rows->order = old->order;
    rows->is_reversed = old->is_reversed;
    for (size_t i = 0; old->marked > 0 && i < old->count; i++) {
        if (old->items[i].is_marked)
            rows_mark(rows, old->items[i].path, true);
    }
}

const struct row *rows_find(const struct rows *rows, const char *path)
{
    bool is_there = false;
    size_t i = find(rows, path, &is_there);
    return is_there ? &rows->items[i] : NULL;
}

void rows_mark(struct rows *rows, const char *path, bool is_marked)
{
    bool is_there = false;
    size_t i = find(rows, path, &is_there);
    if (!is_there || rows->items[i].is_marked == is_marked)
        return;
    rows->items[i].is_marked = is_marked;
    rows->marked += is_marked ? 1 : (size_t)-1;
}

void rows_unmark_all(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        rows->items[i].is_marked = false;
    rows->marked = 0;
}

void rows_mark_shown(struct rows *rows)
{
    rows_show(rows);
    for (size_t i = 0; i < rows->shown_count; i++)
        rows->items[rows->shown[i]].is_marked = true;
    rows->marked = 0;
    for (size_t i = 0; i < rows->count; i++)
        rows->marked += rows->items[i].is_marked ? 1 : 0;
}

void rows_set_order(struct rows *rows, enum rows_order wanted)
{
    rows->is_reversed = wanted == rows->order && !rows->is_reversed;
    rows->order = wanted;
    rows->is_stale = true;
}

const char *rows_order_name(enum rows_order wanted)
{
    static const char *const names[ROWS_ORDERS] = { "status", "path", "when", "version" };
    return names[wanted];
}

static bool passes(const struct rows *rows, const struct row *row)
{
    if (rows->match == NULL || rows->filter == NULL || *rows->filter == '\0')
        return true;
    return match_fits(rows->match, &(struct match_subject){ .name = row->path,
                                       .lower = row->lower,
                                       .text = row->title,
                                       .letter = row->letter,
                                       .age_ms = row->at_ms > 0 ? rows->now_ms - row->at_ms : -1 });
}

/* The items are in order of path, so that one pass a rank keeps that order within it. */
static void sort_by_need(struct rows *rows, size_t *to)
{
    size_t starts[RANKS + 1] = { 0 };
    for (size_t i = 0; i < rows->shown_count; i++)
        starts[rank(rows->items[rows->shown[i]].letter) + 1]++;
    for (size_t i = 1; i < RANKS; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < rows->shown_count; i++)
        to[starts[rank(rows->items[rows->shown[i]].letter)]++] = rows->shown[i];
}

/* What is compared lies together: a list is sorted anew while a person waits for the next frame. */
struct ordered {
    int64_t key;
    size_t index;
};

static int compare(const void *a, const void *b)
{
    const struct ordered *one = a;
    const struct ordered *other = b;
    if (one->key != other->key)
        return one->key > other->key ? -1 : 1; /* the newest first */
    return one->index < other->index ? -1 : one->index > other->index;
}

static void sort_by_number(struct rows *rows)
{
    struct ordered *list = memory_new_array(rows->shown_count + 1, sizeof *list);
    for (size_t i = 0; i < rows->shown_count; i++) {
        const struct row *row = &rows->items[rows->shown[i]];
        list[i].key = rows->order == ROWS_BY_AGE ? row->at_ms : row->version;
        list[i].index = rows->shown[i];
    }
    qsort(list, rows->shown_count, sizeof *list, compare);
    for (size_t i = 0; i < rows->shown_count; i++)
        rows->shown[i] = list[i].index;
    memory_free(&list);
}

static void reverse(size_t *list, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        size_t kept = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = kept;
    }
}

static void sort(struct rows *rows)
{
    if (rows->order == ROWS_BY_NEED && rows->shown_count > 0) {
        size_t *sorted = memory_new_array(rows->count + 1, sizeof *sorted);
        sort_by_need(rows, sorted);
        memory_free(&rows->shown);
        rows->shown = sorted;
    } else if (rows->order == ROWS_BY_AGE || rows->order == ROWS_BY_VERSION) {
        sort_by_number(rows);
    }
    if (rows->is_reversed)
        reverse(rows->shown, rows->shown_count);
}

void rows_show(struct rows *rows)
{
    if (!rows->is_stale)
        return;
    rows->shown = memory_grow(rows->shown, rows->count + 1, sizeof *rows->shown);
    rows->shown_count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (passes(rows, &rows->items[i]))
            rows->shown[rows->shown_count++] = i;
    }
    sort(rows);
    rows->is_stale = false;
}

/* Whether all that is listed below `folder` (with its slash) are deletions that wait. */
static bool is_gone(const struct rows *rows, const char *folder, size_t length)
{
    bool is_there = false;
    char *prefix = memory_copy_part(folder, length);
    size_t i = find(rows, prefix, &is_there);
    memory_free(&prefix);
    size_t found = 0;
    for (; i < rows->count && strncmp(rows->items[i].path, folder, length) == 0; i++) {
        if (rows->items[i].letter != 'D')
            return false;
        found++;
    }
    return found > 0;
}

char *rows_gone_folder(const struct rows *rows, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - path) + 1;
        if (is_gone(rows, path, length))
            return memory_copy_part(path, length);
    }
    return memory_copy_text("");
}

const struct row *rows_at(const struct rows *rows, size_t place)
{
    return place < rows->shown_count ? &rows->items[rows->shown[place]] : NULL;
}

size_t rows_place(const struct rows *rows, const char *path)
{
    bool is_there = false;
    size_t index = find(rows, path, &is_there);
    if (!is_there)
        return rows->shown_count;
    size_t place = 0;
    while (place < rows->shown_count && rows->shown[place] != index)
        place++;
    return place;
}

bool rows_needs_person(char letter)
{
    return rank(letter) < NEEDING;
}

size_t rows_needing(const struct rows *rows)
{
    size_t needing = 0;
    for (size_t i = 0; i < NEEDING; i++)
        needing += rows->letters[(unsigned char)order[i]];
    return needing;
}
