/* SPDX-License-Identifier: MIT */
/* usage: floor_sqlite DATABASE TRANSACTIONS ROWS: upserts of a page's state, ROWS a transaction,
   WAL and synchronous FULL. Prints rows a second. */
#include "tools/bench/clock.h"

#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(database));
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    long transactions = strtol(argv[2], NULL, 10);
    long rows = strtol(argv[3], NULL, 10);
    sqlite3 *database = NULL;
    if (sqlite3_open(argv[1], &database) != SQLITE_OK)
        give_up(argv[1]);
    run(database, "PRAGMA journal_mode=WAL");
    run(database, "PRAGMA locking_mode=EXCLUSIVE");
    run(database, "PRAGMA synchronous=FULL");
    run(database, "CREATE TABLE seen(path TEXT PRIMARY KEY, kind, size, modified, inode, device)"
                  " WITHOUT ROWID");
    sqlite3_stmt *upsert = NULL;
    sqlite3_prepare_v2(
        database, "INSERT OR REPLACE INTO seen VALUES(?,1,?,?,?,66305)", -1, &upsert, NULL);
    double start = clock_ms();
    for (long i = 0; i < transactions; i++) {
        run(database, "BEGIN");
        for (long j = 0; j < rows; j++) {
            char path[64];
            snprintf(path, sizeof path, "part-%03ld/page-%06ld.md", i, j);
            sqlite3_bind_text(upsert, 1, path, -1, SQLITE_TRANSIENT);
            sqlite3_bind_int64(upsert, 2, j * 7);
            sqlite3_bind_int64(upsert, 3, 1790000000000000000 + j);
            sqlite3_bind_int64(upsert, 4, i * rows + j);
            if (sqlite3_step(upsert) != SQLITE_DONE)
                give_up(sqlite3_errmsg(database));
            sqlite3_reset(upsert);
        }
        run(database, "COMMIT");
    }
    printf("%.0f\n", (double)(transactions * rows) * 1e3 / (clock_ms() - start));
    sqlite3_finalize(upsert);
    sqlite3_close(database);
    return 0;
}
