/* SPDX-License-Identifier: MIT */
#include "ledger/database.h"

#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "ledger/schema.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

/* Statements are found by the address of their text. A table of a power of two, never full. */
enum { APPLICATION_ID = 0x434D5359, CACHE_BITS = 10, CACHE_SLOTS = 1 << CACHE_BITS };

enum { TROUBLE_BYTES = 256 };

struct query {
    struct database *database;
    const char *sql;
    sqlite3_stmt *statement;
    int bound;
    bool is_busy;
    bool is_cached;
};

struct database {
    sqlite3 *handle;
    struct query cache[CACHE_SLOTS];
    size_t cached;
    bool is_begun; /* between database_begin() and database_commit() */
    bool has_failed;
    bool needs_room;  /* the log could not be written on */
    bool is_promised; /* the transaction must survive a failing power */
    bool is_unsynced; /* something is committed that would not */
    int64_t changes;  /* rows changed ever, as the transaction began */
    char trouble[TROUBLE_BYTES];
};

/* Why no file could be made beside this one. SQLite then asks for one that is there, and tells what
   came of that. */
static int find_obstacle(const char *path)
{
    struct text beside = text_new(PATH_MAX_BYTES);
    text_add_format(&beside, "%s-try", path);
    int fd = open(beside.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int cause = fd < 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
        unlink(beside.data);
    }
    text_free(&beside);
    return cause;
}

/* What the database says of itself, with the cause and with what helps. */
static void describe(struct database *database, const char *path, char *out, size_t size)
{
    int code = sqlite3_errcode(database->handle);
    int cause = 0;
    if (code == SQLITE_CANTOPEN)
        cause = find_obstacle(path);
    else if (code == SQLITE_IOERR)
        cause = sqlite3_system_errno(database->handle);
    bool is_full = code == SQLITE_FULL || cause == ENOSPC || cause == EDQUOT;
    snprintf(out, size, "%s%s%s%s", sqlite3_errmsg(database->handle), cause == 0 ? "" : ": ",
        cause == 0 ? "" : strerror(cause), is_full ? "; make room there" : "");
}

static void tell_failure(struct database *database, int code, const char *sql)
{
    const char *file = sqlite3_db_filename(database->handle, "main");
    char words[TROUBLE_BYTES];
    describe(database, file == NULL ? "" : file, words, sizeof words);
    log_error("cannot use the state %s: %s (%.60s)", file == NULL ? "" : file, words, sql);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        fatal_for_good("the state is damaged: move the folder aside and start again; nothing in "
                       "Confluence is lost, cmsync finds its pages again");
    if (code == SQLITE_ERROR || code == SQLITE_MISUSE || code == SQLITE_CONSTRAINT ||
        code == SQLITE_RANGE)
        log_error("this is a fault in cmsync: please report it with the line above");
}

/* What the database says of itself is our bug, or the disk's. */
static void fail(struct database *database, const char *sql)
{
    int code = sqlite3_errcode(database->handle);
    /* Of a batch the first failure tells why; a full disk fails all the others, too. */
    if (!database->is_begun || !database->has_failed)
        tell_failure(database, code, sql);
    if (!database->has_failed)
        snprintf(
            database->trouble, sizeof database->trouble, "%s", sqlite3_errmsg(database->handle));
    database->has_failed = true;
    /* A quota that is used up is an error of writing, not a full disk. */
    database->needs_room = database->needs_room || code == SQLITE_FULL || code == SQLITE_IOERR;
    /* SQLite may have rolled back by itself: what follows would be kept, each by itself. */
    if (database->is_begun && sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "BEGIN", NULL, NULL, NULL);
}

static int execute(struct database *database, const char *sql)
{
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    fail(database, sql);
    return -1;
}

/* ---------------------------------------------------------------- opening */

static int64_t pragma_number(struct database *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static int check_identity(struct database *database, const char *path)
{
    int64_t application = pragma_number(database, "PRAGMA application_id");
    int64_t version = pragma_number(database, "PRAGMA user_version");
    if (application == 0 && version == 0)
        return 0;
    if (application != APPLICATION_ID) {
        log_error("cannot use %s: it is not a state of cmsync, or another process uses it", path);
        return -1;
    }
    if (version > schema_version()) {
        log_error("cannot use %s: it was written by a newer cmsync (state %lld, this one knows %d)",
            path, (long long)version, schema_version());
        return -1;
    }
    return 0;
}

/* One transaction for each step, with the version it leads to. */
static int migrate(struct database *database)
{
    int version = (int)pragma_number(database, "PRAGMA user_version");
    for (; version < schema_version(); version++) {
        char stamp[96];
        snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d",
            APPLICATION_ID, version + 1);
        if (execute(database, "BEGIN IMMEDIATE") < 0)
            return -1;
        for (const char *const *part = schema_step(version); *part != NULL; part++) {
            if (execute(database, *part) < 0)
                return -1;
        }
        if (execute(database, stamp) < 0 || execute(database, "COMMIT") < 0)
            return -1;
    }
    return 0;
}

/* One thread uses one connection: neither locks nor counters of memory are of use to it. */
static void set_up_library(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct database *database_open(const char *path)
{
    set_up_library();
    struct database *database = memory_new(sizeof *database);
    database->is_unsynced = true; /* who was here before may have died before it could */
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &database->handle, flags, NULL) != SQLITE_OK) {
        char words[TROUBLE_BYTES];
        describe(database, path, words, sizeof words);
        log_error("cannot open %s: %s", path, words);
        goto failed;
    }
    sqlite3_extended_result_codes(database->handle, 0);
    sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
    /* Before the first access to the log: no shared memory file, no second process. */
    if (execute(database, "PRAGMA locking_mode = EXCLUSIVE") < 0 ||
        check_identity(database, path) < 0 || execute(database, schema_pragmas()) < 0 ||
        migrate(database) < 0)
        goto failed;
    return database;
failed:
    database_close(&database);
    return NULL;
}

void database_close(struct database **database)
{
    if (*database == NULL)
        return;
    for (size_t i = 0; i < CACHE_SLOTS; i++)
        sqlite3_finalize((*database)->cache[i].statement);
    if (sqlite3_close((*database)->handle) != SQLITE_OK)
        log_error("cannot close the state: %s", sqlite3_errmsg((*database)->handle));
    memory_free(database);
}

/* ---------------------------------------------------------------- transactions */

bool database_has_moved(struct database *database)
{
    int has_moved = 0;
    (void)sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return has_moved != 0;
}

void database_begin(struct database *database)
{
    database->is_begun = true;
    database->has_failed = false;
    database->needs_room = false;
    database->is_promised = false;
    database->changes = sqlite3_total_changes64(database->handle);
    query_run(query(database, "BEGIN IMMEDIATE"));
}

void database_promise(struct database *database)
{
    database->is_promised = true;
}

/* What is committed so far outlives a failing power. An error here leaves it open what does:
   SQLite itself must look, which it does when it opens the file. */
static void sync_log(struct database *database)
{
    sqlite3_file *log = NULL;
    sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log != NULL && log->pMethods != NULL &&
        log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) != SQLITE_OK)
        fatal("the state cannot be written to the disk: %s", strerror(errno));
    database->is_unsynced = false;
}

/* All that is committed goes from the log into the database. The next transaction then begins the
   log anew, in the room that it has on the disk, instead of asking for more. */
static void empty_log(struct database *database)
{
    if (sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL) !=
        SQLITE_OK)
        log_error("the log of the state cannot be emptied: %s", sqlite3_errmsg(database->handle));
}

const char *database_trouble(const struct database *database)
{
    return database->trouble;
}

int database_commit(struct database *database)
{
    database->is_begun = false;
    if (!database->has_failed)
        query_run(query(database, "COMMIT"));
    if (!database->has_failed) {
        if (sqlite3_total_changes64(database->handle) != database->changes)
            database->is_unsynced = true;
        if (database->is_promised && database->is_unsynced)
            sync_log(database);
        return 0;
    }
    if (!sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    if (database->needs_room)
        empty_log(database);
    return -1;
}

/* ---------------------------------------------------------------- statements */

static void prepare(struct query *query)
{
    struct database *database = query->database;
    if (sqlite3_prepare_v3(database->handle, query->sql, -1, SQLITE_PREPARE_PERSISTENT,
            &query->statement, NULL) != SQLITE_OK) {
        fail(database, query->sql);
        fatal("a statement cannot be prepared: %s", query->sql);
    }
}

/* The slot of a statement, or the free one where it belongs. */
static struct query *find_slot(struct database *database, const char *sql)
{
    uint64_t hash = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(hash >> (64 - CACHE_BITS));
    while (database->cache[slot].sql != NULL && database->cache[slot].sql != sql)
        slot = (slot + 1) % CACHE_SLOTS;
    return &database->cache[slot];
}

struct query *query(struct database *database, const char *sql)
{
    struct query *found = find_slot(database, sql);
    if (found->sql == NULL && database->cached < CACHE_SLOTS / 2) {
        database->cached++;
        *found = (struct query){ .database = database, .sql = sql, .is_cached = true };
        prepare(found);
    } else if (found->sql == NULL || found->is_busy) {
        /* In use further up: a statement of its own for this once. */
        found = memory_new(sizeof *found);
        *found = (struct query){ .database = database, .sql = sql };
        prepare(found);
    }
    found->is_busy = true;
    found->bound = 0;
    return found;
}

void query_add_number(struct query *query, int64_t number)
{
    sqlite3_bind_int64(query->statement, ++query->bound, number);
}

void query_add_text(struct query *query, const char *text)
{
    sqlite3_bind_text(query->statement, ++query->bound, text, -1, SQLITE_TRANSIENT);
}

void query_add_path(struct query *query, const char *path)
{
    if (path == NULL)
        sqlite3_bind_null(query->statement, ++query->bound);
    else
        sqlite3_bind_blob(
            query->statement, ++query->bound, path, (int)strlen(path), SQLITE_TRANSIENT);
}

void query_add_blob(struct query *query, struct blob blob)
{
    if (blob.size == 0)
        sqlite3_bind_null(query->statement, ++query->bound);
    else
        sqlite3_bind_blob64(
            query->statement, ++query->bound, blob.data, blob.size, SQLITE_TRANSIENT);
}

void query_done(struct query *query)
{
    assert(query->is_busy); /* query_next() may have ended it, and freed it then */
    if (query->is_cached) {
        sqlite3_reset(query->statement);
        sqlite3_clear_bindings(query->statement);
        query->is_busy = false;
        return;
    }
    sqlite3_finalize(query->statement);
    free(query);
}

bool query_next(struct query *query)
{
    int result = sqlite3_step(query->statement);
    if (result == SQLITE_ROW)
        return true;
    if (result != SQLITE_DONE)
        fail(query->database, query->sql);
    query_done(query);
    return false;
}

int64_t query_run(struct query *query)
{
    struct database *database = query->database;
    while (query_next(query))
        continue;
    return sqlite3_changes64(database->handle);
}

int64_t query_insert(struct query *query)
{
    struct database *database = query->database;
    query_run(query);
    return sqlite3_last_insert_rowid(database->handle);
}

int64_t query_number(struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

const char *query_text(struct query *query, int column)
{
    /* Paths are stored as blobs; as text they come with their NUL. */
    const unsigned char *text = sqlite3_column_text(query->statement, column);
    return text == NULL ? "" : (const char *)text;
}

struct blob query_blob(struct query *query, int column)
{
    struct blob blob = { .data = sqlite3_column_blob(query->statement, column) };
    blob.size = (size_t)sqlite3_column_bytes(query->statement, column);
    return blob;
}

bool query_is_null(struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int64_t query_single(struct query *query, int64_t otherwise)
{
    if (!query_next(query))
        return otherwise;
    int64_t number = query_is_null(query, 0) ? otherwise : query_number(query, 0);
    query_done(query);
    return number;
}

int64_t query_count(struct database *database, const char *sql)
{
    return query_single(query(database, sql), 0);
}

char *query_single_text(struct query *query)
{
    if (!query_next(query))
        return NULL;
    char *text = query_is_null(query, 0) ? NULL : memory_copy_text(query_text(query, 0));
    query_done(query);
    return text;
}

int64_t database_work(struct database *database)
{
    int64_t steps = 0;
    for (sqlite3_stmt *statement = sqlite3_next_stmt(database->handle, NULL); statement != NULL;
         statement = sqlite3_next_stmt(database->handle, statement))
        steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
    return steps;
}

/* ---------------------------------------------------------------- the table meta */

int64_t database_get_number(struct database *database, const char *key, int64_t otherwise)
{
    struct query *q = query(database, "SELECT value FROM meta WHERE key = ?");
    query_add_text(q, key);
    return query_single(q, otherwise);
}

void database_set_number(struct database *database, const char *key, int64_t number)
{
    struct query *q = query(database, "INSERT INTO meta(key, value) VALUES(?, ?) "
                                      "ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    query_add_text(q, key);
    query_add_number(q, number);
    query_run(q);
}

int64_t database_next_number(struct database *database, const char *key)
{
    int64_t next = database_get_number(database, key, 0) + 1;
    database_set_number(database, key, next);
    return next;
}

char *database_get_text(struct database *database, const char *key)
{
    struct query *q = query(database, "SELECT value FROM meta WHERE key = ? AND value <> ''");
    query_add_text(q, key);
    char *text = query_single_text(q);
    return text == NULL ? memory_copy_text("") : text;
}

void database_set_text(struct database *database, const char *key, const char *text)
{
    struct query *q = query(database, "INSERT INTO meta(key, value) VALUES(?, ?) "
                                      "ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    query_add_text(q, key);
    query_add_text(q, text);
    query_run(q);
}
