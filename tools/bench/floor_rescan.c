/* SPDX-License-Identifier: MIT */
/* usage: floor_rescan FOLDER DATABASE: load what floor_pass stored, walk, stat, compare. Prints
   milliseconds and differences. */
#include "tools/bench/clock.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

struct entry {
    char *path;
    long long size;
    long long modified_ns;
};

static struct entry *entries;
static size_t entry_count;
static long differences;

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static void load(const char *file)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *select = NULL;
    if (sqlite3_open(file, &database) != SQLITE_OK ||
        sqlite3_prepare_v2(database, "SELECT path, size, modified FROM pages ORDER BY path", -1,
            &select, NULL) != SQLITE_OK)
        give_up(file);
    size_t capacity = 0;
    while (sqlite3_step(select) == SQLITE_ROW) {
        if (entry_count == capacity) {
            capacity = capacity == 0 ? 1024 : capacity * 2;
            entries = realloc(entries, capacity * sizeof *entries);
            if (entries == NULL)
                give_up("realloc");
        }
        entries[entry_count++] =
            (struct entry){ .path = strdup((const char *)sqlite3_column_text(select, 0)),
                .size = sqlite3_column_int64(select, 1),
                .modified_ns = sqlite3_column_int64(select, 2) };
    }
    sqlite3_finalize(select);
    sqlite3_close(database);
}

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F)
        return 0;
    struct entry key = { .path = (char *)path };
    const struct entry *known = bsearch(&key, entries, entry_count, sizeof *entries, compare);
    if (known == NULL)
        return 0; /* no page and no picture */
    if (known->size != status->st_size ||
        known->modified_ns != status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec)
        differences++;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    double start = clock_ms();
    load(argv[2]);
    if (nftw(argv[1], visit, 64, FTW_PHYS) != 0)
        give_up(argv[1]);
    printf("%.3f %ld\n", clock_ms() - start, differences);
    for (size_t i = 0; i < entry_count; i++)
        free(entries[i].path);
    free(entries);
    return differences == 0 ? 0 : 1;
}
