/* SPDX-License-Identifier: MIT */
/*
 * The files of the list: kept in byte order of their paths, shown in an order that puts what needs
 * a person first. Pure.
 */
#ifndef CMSYNC_MONITOR_ROWS_H
#define CMSYNC_MONITOR_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row {
    const char *path;
    char letter; /* design.md section 5, `status --porcelain` */
    const char *page_id;
    int64_t version;
    const char *title;
    const char *reason;
    int64_t at_ms;
    bool is_marked;
};

struct rows {
    struct row *items;
    size_t count;
    size_t capacity;
    size_t *shown; /* indexes of items, in the order of the screen; rows_show() makes it */
    size_t shown_count;
    bool is_stale; /* `shown` is older than `items` or `filter` */
    char *filter;  /* NULL or "": everything */
    size_t letters[128];
    size_t marked;
};

void rows_free(struct rows *rows);

/* Takes all files out; the filter stays. */
void rows_clear(struct rows *rows);

/* What the person set in `old` holds here, too: filter and marks. */
void rows_take_over(struct rows *rows, struct rows *old);

/* Adds or replaces by path; a mark stays. Texts are copied; NULL counts as "". */
void rows_put(struct rows *rows, const struct row *row);
void rows_remove(struct rows *rows, const char *path);

/* NULL or "" for none. A substring of path or title; capitals count when one is typed. */
void rows_set_filter(struct rows *rows, const char *filter);

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

/* How many files wait for a person: conflicts, errors, deletions, missing permission. */
size_t rows_needing(const struct rows *rows);

#endif
