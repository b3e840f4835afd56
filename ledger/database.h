/* SPDX-License-Identifier: MIT */
/*
 * SQLite, and the only file that knows it. One process, one connection, WAL, EXCLUSIVE: immune to
 * the WAL-reset corruption of SQLite before 3.51.3, which needs two connections.
 *
 * An error of the database (disk full, I/O) sets a flag instead of stopping each caller: the batch
 * in progress is rolled back as a whole, and every asker is told to ask again.
 */
#ifndef CMSYNC_LEDGER_DATABASE_H
#define CMSYNC_LEDGER_DATABASE_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stdint.h>

struct database;

/* Opens or makes the database file, brings its schema up to date. NULL (logged, with what to do)
   when it cannot be used: of a newer version, of another program, corrupt, no permission. */
struct database *database_open(const char *path);
void database_close(struct database **database);

/* Its file is not where it was opened any more: what is written on is lost with this process. */
bool database_has_moved(struct database *database);

/*
 * One transaction. database_commit() rolls back and returns -1 when anything failed in it. On a
 * full disk the log has then been emptied: the next one may fit where this one did not.
 *
 * What is committed outlives the death of any process. A failing power may undo the last
 * transactions, in order and each as a whole, unless they come before one that promises.
 */
void database_begin(struct database *database);

/* The transaction, and all before it, are on the disk when database_commit() returns. */
void database_promise(struct database *database);

int database_commit(struct database *database) __attribute__((warn_unused_result));

/* Why the last transaction that failed did. Borrowed until another does. */
const char *database_trouble(const struct database *database);

/* How much work its statements have been so far, in steps that depend on nothing but the data: for
   tests of what must not grow with it. */
int64_t database_work(struct database *database);

/* A number, or `otherwise` when there is none, by name from the table meta. */
int64_t database_get_number(struct database *database, const char *key, int64_t otherwise);
void database_set_number(struct database *database, const char *key, int64_t number);

/* Raises the counter by one and returns it; never falls, over restarts too. */
int64_t database_next_number(struct database *database, const char *key);

/* A text from the table meta; "" when there is none. The caller owns the result: free() it. */
char *database_get_text(struct database *database, const char *key);
void database_set_text(struct database *database, const char *key, const char *text);

/*
 * A statement: query(), then one query_add_*() for each `?` in order, then query_next() while it
 * returns true, or query_run(). `sql` must be a literal: it is the key of the statement cache.
 */
struct query;
struct query *query(struct database *database, const char *sql);
void query_add_number(struct query *query, int64_t number);
void query_add_text(struct query *query, const char *text); /* NULL: NULL */
void query_add_path(struct query *query, const char *path); /* NULL: NULL */
void query_add_blob(struct query *query, struct blob blob); /* empty: NULL */

/* True with the next row; false at the end (then the query is done). */
bool query_next(struct query *query);

/* Runs it to its end; how many rows it changed. */
int64_t query_run(struct query *query);

/* Runs it to its end; the number of the row that it inserted last. (RETURNING would keep the rows
   aside first, at several times the cost.) */
int64_t query_insert(struct query *query);

/* Ends it before its last row: not behind a query_next() that returned false, which has ended it.
 */
void query_done(struct query *query);

/* Columns of the row, from 0. Texts, paths and blobs are borrowed until the next query_next();
   NULL comes as "", 0 or an empty blob. */
int64_t query_number(struct query *query, int column);
const char *query_text(struct query *query, int column);
struct blob query_blob(struct query *query, int column);
bool query_is_null(struct query *query, int column);

/* The first column of the first row, or `otherwise`. Ends the query. */
int64_t query_single(struct query *query, int64_t otherwise);

/* The same of a statement without parameters; 0 where it has no row. */
int64_t query_count(struct database *database, const char *sql);

/* The same for a text; NULL when there is no row or it is NULL. The caller owns the result. */
char *query_single_text(struct query *query);

#endif
