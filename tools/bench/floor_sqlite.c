/* SPDX-License-Identifier: MIT */
/* usage: floor_sqlite DATABASE TRANSACTIONS ROWS: new rows of six columns, ROWS a transaction, WAL
          and synchronous FULL.
          floor_sqlite DATABASE TRANSACTIONS ROWS alike: changes of known rows as the store has
          them: its schema (a row of twenty columns, an index of what is due) and its durability.
   Prints rows a second. */
#include "ledger/schema.h"
#include "tools/bench/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(database));
}

static const char six_columns[] = "INSERT OR REPLACE INTO seen VALUES(?,1,?,?,?,66305)";

static const char new_entry[] =
    "INSERT INTO entry(path, folder, kind, role, size, modified_ns, inode, device, seen, "
    "changed_ms, waiting_ms, is_used) VALUES(CAST(?1 AS BLOB), CAST('part' AS BLOB), 1, 1, ?2, ?3, "
    "?4, 66305, ?4, ?3, ?3, 1)";

static const char changed_entry[] =
    "UPDATE entry SET size = ?2 + 1, modified_ns = ?3, inode = ?4, device = 66305, "
    "born_ns = 0, seen = seen + 1, changed_ms = ?3 + 1, crashes = 0, handed = 0 "
    "WHERE path = CAST(?1 AS BLOB)";

static void open_plain(sqlite3 *database)
{
    run(database, "PRAGMA journal_mode=WAL");
    run(database, "PRAGMA synchronous=FULL");
    run(database, "CREATE TABLE seen(path TEXT PRIMARY KEY, kind, size, modified, inode, device)"
                  " WITHOUT ROWID");
}

static void open_alike(sqlite3 *database)
{
    run(database, schema_pragmas());
    for (int version = 0; version < schema_version(); version++) {
        for (const char *const *part = schema_step(version); *part != NULL; part++)
            run(database, *part);
    }
}

/* Milliseconds for all rows, each with one step of the statement. */
static double write_rows(sqlite3 *database, const char *sql, long transactions, long rows)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(database));
    double start = clock_ms();
    for (long i = 0; i < transactions; i++) {
        run(database, "BEGIN");
        for (long j = 0; j < rows; j++) {
            char path[64];
            snprintf(path, sizeof path, "part-%03ld/page-%06ld.md", i, j);
            sqlite3_bind_text(statement, 1, path, -1, SQLITE_TRANSIENT);
            sqlite3_bind_int64(statement, 2, j * 7);
            sqlite3_bind_int64(statement, 3, 1790000000000000000 + j);
            sqlite3_bind_int64(statement, 4, i * rows + j);
            if (sqlite3_step(statement) != SQLITE_DONE)
                give_up(sqlite3_errmsg(database));
            sqlite3_reset(statement);
        }
        run(database, "COMMIT");
    }
    double took_ms = clock_ms() - start;
    sqlite3_finalize(statement);
    return took_ms;
}

int main(int argc, char **argv)
{
    bool is_alike = argc == 5 && strcmp(argv[4], "alike") == 0;
    if (argc != 4 && !is_alike)
        return 2;
    long transactions = strtol(argv[2], NULL, 10);
    long rows = strtol(argv[3], NULL, 10);
    sqlite3 *database = NULL;
    if (sqlite3_open(argv[1], &database) != SQLITE_OK)
        give_up(argv[1]);
    run(database, "PRAGMA locking_mode=EXCLUSIVE");
    if (is_alike) {
        open_alike(database);
        write_rows(database, new_entry, transactions, rows);
    } else {
        open_plain(database);
    }
    double took_ms =
        write_rows(database, is_alike ? changed_entry : six_columns, transactions, rows);
    printf("%.0f\n", (double)(transactions * rows) * 1e3 / took_ms);
    sqlite3_close(database);
    return 0;
}
