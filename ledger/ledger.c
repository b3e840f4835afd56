/* SPDX-License-Identifier: MIT */
#include "ledger/ledger.h"

#include "base/path.h"

#include <stdlib.h>
#include <string.h>

void ledger_open(struct ledger *ledger, struct database *database)
{
    memset(ledger, 0, sizeof *ledger);
    ledger->database = database;
    ledger->number = database_get_number(database, "number", 0);
    ledger->stored = ledger->number;
}

void ledger_close(struct ledger *ledger)
{
    memory_free(&ledger->touched);
    ledger->touched_count = ledger->touched_capacity = 0;
}

void ledger_begin(struct ledger *ledger, int64_t now_ms)
{
    ledger->now_ms = now_ms;
    ledger->settings_before = ledger->settings;
    ledger->touched_count = 0;
    ledger_fence(ledger);
}

void ledger_fence(struct ledger *ledger)
{
    ledger->fence = ledger->number;
}

void ledger_end(struct ledger *ledger)
{
    if (ledger->number == ledger->stored)
        return;
    database_set_number(ledger->database, "number", ledger->number);
    ledger->stored = ledger->number;
}

void ledger_undo(struct ledger *ledger)
{
    ledger->stored = -1; /* no number is given twice, so this one stays and is written again */
    ledger->settings = ledger->settings_before;
    ledger->touched_count = 0;
    ledger->doubt = DOUBT_NONE;
    ledger->has_titles = true;
    ledger->has_order = true;
    ledger->has_deletions = true;
}

int64_t ledger_next(struct ledger *ledger)
{
    return ++ledger->number;
}

void ledger_change_manifest(struct ledger *ledger)
{
    (void)database_next_number(ledger->database, "manifest_changes");
    ledger->has_news = true;
}

bool ledger_has_manifest_changes(struct ledger *ledger)
{
    return database_get_number(ledger->database, "manifest_changes", 0) !=
           database_get_number(ledger->database, "manifest_kept", 0);
}

void ledger_doubt(struct ledger *ledger, enum ledger_doubt doubt)
{
    if (doubt > ledger->doubt)
        ledger->doubt = doubt;
}

void ledger_run(struct ledger *ledger, int64_t page, const char *statement)
{
    struct query *q = query(ledger->database, statement);
    query_add_number(q, page);
    query_run(q);
}

void ledger_set_text(struct ledger *ledger, int64_t page, const char *update, const char *text)
{
    struct query *q = query(ledger->database, update);
    query_add_text(q, text);
    query_add_number(q, page);
    query_run(q);
}

void ledger_touch(struct ledger *ledger, int64_t page)
{
    if (ledger->touched_count > 0 && ledger->touched[ledger->touched_count - 1] == page)
        return;
    if (ledger->touched_count == ledger->touched_capacity) {
        ledger->touched_capacity =
            ledger->touched_capacity == 0 ? 64 : ledger->touched_capacity * 2;
        ledger->touched =
            memory_grow(ledger->touched, ledger->touched_capacity, sizeof *ledger->touched);
    }
    ledger->touched[ledger->touched_count++] = page;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

void ledger_sort_touched(struct ledger *ledger)
{
    if (ledger->touched_count < 2)
        return;
    qsort(ledger->touched, ledger->touched_count, sizeof *ledger->touched, compare_numbers);
    size_t kept = 1;
    for (size_t i = 1; i < ledger->touched_count; i++) {
        if (ledger->touched[i] != ledger->touched[kept - 1])
            ledger->touched[kept++] = ledger->touched[i];
    }
    ledger->touched_count = kept;
}

void path_list_add(struct path_list *list, const char *path)
{
    if (list->count > 0 && strcmp(list->paths[list->count - 1], path) == 0)
        return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        list->paths = memory_grow(list->paths, list->capacity, sizeof *list->paths);
    }
    list->paths[list->count++] = memory_copy_text(path);
}

static int compare_paths(const void *a, const void *b)
{
    return path_compare(*(char *const *)a, *(char *const *)b);
}

void path_list_sort(struct path_list *list)
{
    if (list->count == 0)
        return;
    qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(list->paths[i], list->paths[kept - 1]) == 0)
            free(list->paths[i]);
        else
            list->paths[kept++] = list->paths[i];
    }
    list->count = kept;
}

static int compare_key(const void *key, const void *item)
{
    return path_compare(key, *(char *const *)item);
}

bool path_list_has(const struct path_list *list, const char *path)
{
    return list->count > 0 &&
           bsearch(path, list->paths, list->count, sizeof *list->paths, compare_key) != NULL;
}

void path_list_free(struct path_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (struct path_list){ NULL, 0, 0 };
}

void ledger_range(const char *folder, char **first, char **end)
{
    if (folder[0] == '\0') {
        *first = memory_copy_text("");
        *end = memory_copy_text("\xFF");
        return;
    }
    *first = path_join(folder, "");
    *end = memory_copy_text(*first);
    (*end)[strlen(*end) - 1] = '0'; /* the byte behind '/' */
}
