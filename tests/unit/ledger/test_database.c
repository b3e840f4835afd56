/* SPDX-License-Identifier: MIT */
/* The database on a disk that takes no more: what was committed stays, and it goes on. */
#include "base/memory.h"
#include "ledger/database.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 1536 * 1024, COMMITS = 600, LOG_MAX = 9 * 1024 * 1024 };

/* In place of the C library's: how often SQLite waited for the disk. */
static int syncs;

int fdatasync(int file)
{
    (void)file;
    syncs++;
    return 0;
}

int fsync(int file)
{
    return fdatasync(file);
}

struct place {
    char folder[64];
    char path[96];
    char log[104];
};

/* No file may become longer: writing fails as it does where a quota is used up. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static int open_place(void **state)
{
    struct place *place = memory_new(sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/cmsync-test-XXXXXX");
    if (mkdtemp(place->folder) == NULL)
        return -1;
    snprintf(place->path, sizeof place->path, "%s/state.db", place->folder);
    snprintf(place->log, sizeof place->log, "%s-wal", place->path);
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;
    limit_files(RLIM_INFINITY);
    unlink(place->path);
    unlink(place->log);
    rmdir(place->folder);
    memory_free(&place);
    return 0;
}

static int commit_number(struct database *database, int64_t number)
{
    database_begin(database);
    database_set_number(database, "number", number);
    return database_commit(database);
}

static void a_full_log_is_emptied_and_written_on(void **state)
{
    struct place *place = *state;
    signal(SIGXFSZ, SIG_IGN);
    struct database *database = database_open(place->path);
    assert_non_null(database);
    limit_files(ROOM);
    int refused = 0;
    int64_t written = 0;
    for (int64_t i = 1; i <= COMMITS; i++) {
        if (commit_number(database, i) == 0) {
            written = i;
            continue;
        }
        refused++;
        assert_int_equal(database_get_number(database, "number", 0), written);
        assert_int_equal(commit_number(database, i), 0);
        written = i;
    }
    assert_true(refused > 0);
    limit_files(RLIM_INFINITY);
    database_close(&database);
    database = database_open(place->path);
    assert_int_equal(database_get_number(database, "number", 0), COMMITS);
    database_close(&database);
}

/* More than the cache holds, so that the disk is full in the middle of it: SQLite itself rolls back
   there, and what follows must not be kept by itself. */
static void what_follows_a_failure_in_a_batch_is_undone_with_it(void **state)
{
    enum { LARGE_BYTES = 4 * 1024 * 1024, LARGE_COUNT = 8 };
    struct place *place = *state;
    signal(SIGXFSZ, SIG_IGN);
    struct database *database = database_open(place->path);
    assert_non_null(database);
    assert_int_equal(commit_number(database, 1), 0);
    char *large = memory_new(LARGE_BYTES + 1);
    memset(large, 'x', LARGE_BYTES);
    limit_files(ROOM);
    database_begin(database);
    for (int i = 0; i < LARGE_COUNT; i++) {
        char key[16];
        snprintf(key, sizeof key, "large %d", i);
        database_set_text(database, key, large);
    }
    limit_files(RLIM_INFINITY);
    database_set_number(database, "number", 2);
    assert_int_equal(database_commit(database), -1);
    assert_int_equal(database_get_number(database, "number", 0), 1);
    assert_int_equal(commit_number(database, 3), 0);
    assert_int_equal(database_get_number(database, "number", 0), 3);
    memory_free(&large);
    database_close(&database);
}

static void the_log_stays_small(void **state)
{
    struct place *place = *state;
    struct database *database = database_open(place->path);
    assert_non_null(database);
    for (int64_t i = 1; i <= 4 * COMMITS; i++)
        assert_int_equal(commit_number(database, i), 0);
    struct stat log;
    assert_int_equal(stat(place->log, &log), 0);
    assert_true(log.st_size < LOG_MAX);
    database_close(&database);
}

static int syncs_of(struct database *database, int64_t number, bool is_promised)
{
    int before = syncs;
    database_begin(database);
    if (number >= 0)
        database_set_number(database, "number", number);
    if (is_promised)
        database_promise(database);
    assert_int_equal(database_commit(database), 0);
    return syncs - before;
}

static void a_promise_waits_for_the_disk_with_all_before_it(void **state)
{
    struct place *place = *state;
    struct database *database = database_open(place->path);
    assert_non_null(database);
    assert_int_equal(syncs_of(database, 1, true), 1);
    assert_int_equal(syncs_of(database, 2, false), 0);
    assert_int_equal(syncs_of(database, 3, false), 0);
    assert_int_equal(syncs_of(database, -1, true), 1);
    assert_int_equal(syncs_of(database, -1, true), 0);
    database_close(&database);
    database = database_open(place->path);
    /* Who was here before may have died before it could. */
    assert_true(syncs_of(database, -1, true) > 0);
    database_close(&database);
}

#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(a_full_log_is_emptied_and_written_on),
        PLACE_TEST(what_follows_a_failure_in_a_batch_is_undone_with_it),
        PLACE_TEST(the_log_stays_small),
        PLACE_TEST(a_promise_waits_for_the_disk_with_all_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
