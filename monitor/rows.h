/* SPDX-License-Identifier: MIT */
/*
 * The files of the list: kept in byte order of their paths, shown in an order and through a filter
 * that a person chose. Pure.
 */
#ifndef CMSYNC_MONITOR_ROWS_H
#define CMSYNC_MONITOR_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row {
    const char *path;
    char letter; /* `status --porcelain` */
    const char *page_id;
    int64_t version;
    const char *title;
    const char *reason;
    const char *lower; /* of path and title, for the filter; rows_put() makes it */
    int64_t at_ms;
    bool is_marked;
};

/* The order of the screen; ROWS_BY_NEED is what needs a person, what is worked on, the rest. */
enum rows_order { ROWS_BY_NEED, ROWS_BY_PATH, ROWS_BY_AGE, ROWS_BY_VERSION, ROWS_ORDERS };

struct match;

struct rows {
    struct row *items;
    size_t count;
    size_t capacity;
    size_t *shown; /* indexes of items, in the order of the screen; rows_show() makes it */
    size_t shown_count;
    bool is_stale; /* `shown` is older than `items` or `filter` */
    char *filter;  /* NULL or "": everything */
    struct match *match;
    int64_t now_ms; /* for ages in the filter */
    enum rows_order order;
    bool is_reversed;
    size_t letters[128];
    size_t marked;
};

void rows_free(struct rows *rows);

/* Takes all files out; the filter stays. */
void rows_clear(struct rows *rows);

/* What the person set in `old` holds here, too: filter, order and marks. */
void rows_take_over(struct rows *rows, struct rows *old);

/* Adds or replaces by path; a mark stays. Texts are copied; NULL counts as "". */
void rows_put(struct rows *rows, const struct row *row);
void rows_remove(struct rows *rows, const char *path);

/* NULL or "" for none; see match.h. Looks at path and title. */
void rows_set_filter(struct rows *rows, const char *filter);

/* Another order; the same one again turns it around. */
void rows_set_order(struct rows *rows, enum rows_order order);
const char *rows_order_name(enum rows_order order);

/* Marks what is shown, all of it. */
void rows_mark_shown(struct rows *rows);

/* Brings `shown` up to date. */
void rows_show(struct rows *rows);

/* The file at a place of the screen's order, or NULL behind the end. After rows_show(). */
const struct row *rows_at(const struct rows *rows, size_t place);

/* The file with that path, or NULL. */
const struct row *rows_find(const struct rows *rows, const char *path);

void rows_mark(struct rows *rows, const char *path, bool is_marked);
void rows_unmark_all(struct rows *rows);

/* The place of a path in the screen's order, or shown_count when it is not shown. */
size_t rows_place(const struct rows *rows, const char *path);

/* A letter that waits for a person. */
bool rows_needs_person(char letter);

/*
 * The highest folder around a file of which nothing is left but deletions that wait; "" when there
 * is none. The caller owns the result.
 */
char *rows_gone_folder(const struct rows *rows, const char *path);

/* How many files wait for a person: conflicts, errors, deletions, missing permission. */
size_t rows_needing(const struct rows *rows);

#endif
