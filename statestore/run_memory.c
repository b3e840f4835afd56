/* SPDX-License-Identifier: MIT */
#include "statestore/run_memory.h"

#include "base/file.h"
#include "base/memory.h"
#include "ledger/runs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, MARK_BYTES = 2 * LINE_BYTES, START_TIME_FIELD = 22, STATE_FIELD = 3 };

/* When a process began, in ticks since the boot, as in proc(5); "" when that is not known. */
static const char *find_start_time(char *stat)
{
    char *rest = strrchr(stat, ')'); /* the name before it may hold anything */
    for (int field = STATE_FIELD - 1; rest != NULL && field < START_TIME_FIELD; field++) {
        rest = strchr(rest, ' ');
        rest = rest == NULL ? NULL : rest + 1;
    }
    if (rest == NULL)
        return "";
    rest[strcspn(rest, " ")] = '\0';
    return rest;
}

/* Names the supervisor among all that ever ran here: a process number alone comes again, in a
   container with each start. "" when that cannot be told. */
static void mark_supervisor(char mark[MARK_BYTES])
{
    char path[64];
    char stat[LINE_BYTES];
    char boot[LINE_BYTES];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)getppid());
    file_read_line(path, stat, sizeof stat);
    file_read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    const char *start = find_start_time(stat);
    mark[0] = '\0';
    if (start[0] != '\0' && boot[0] != '\0')
        snprintf(mark, MARK_BYTES, "%s %ld %s", boot, (long)getppid(), start);
}

static void keep_mark(struct store *store, const char *key)
{
    char mark[MARK_BYTES];
    mark_supervisor(mark);
    database_set_text(store->database, key, mark);
}

static bool is_marked(struct store *store, const char *key)
{
    char mark[MARK_BYTES];
    mark_supervisor(mark);
    char *kept = database_get_text(store->database, key);
    bool is_same = mark[0] != '\0' && strcmp(kept, mark) == 0;
    memory_free(&kept);
    return is_same;
}

void run_memory_keep(struct store *store, const struct message_run_begin *begin)
{
    struct database *database = store->database;
    keep_mark(store, "run_of");
    database_set_number(database, "run_max_deletions", begin->max_deletions);
    database_set_number(database, "run_is_plan", begin->is_plan);
    database_set_number(database, "run_adopts", begin->adopts);
}

void run_memory_keep_scan(struct store *store)
{
    keep_mark(store, "scan_of");
}

static void recall_scan(struct store *store)
{
    if (is_marked(store, "scan_of"))
        store->now.has_scanned = run_is_scanned(&store->ledger);
}

static void recall_run(struct store *store)
{
    struct database *database = store->database;
    if (!is_marked(store, "run_of"))
        return;
    store->now.is_run = true;
    store->now.max_deletions = database_get_number(database, "run_max_deletions", -1);
    store->now.gate.is_plan = database_get_number(database, "run_is_plan", 0) != 0;
    store->ledger.settings.adopts = database_get_number(database, "run_adopts", 0) != 0;
}

void run_memory_recall(struct store *store)
{
    recall_scan(store);
    recall_run(store);
}
