/* SPDX-License-Identifier: MIT */
#include "statestore/run_memory.h"

#include <unistd.h>

void run_memory_keep(struct store *store, const struct message_run_begin *begin)
{
    struct database *database = store->database;
    database_set_number(database, "run_of", getppid());
    database_set_number(database, "run_max_deletions", begin->max_deletions);
    database_set_number(database, "run_is_plan", begin->is_plan);
    database_set_number(database, "run_adopts", begin->adopts);
}

void run_memory_recall(struct store *store)
{
    struct database *database = store->database;
    if (database_get_number(database, "run_of", 0) != getppid())
        return;
    store->now.is_run = true;
    store->now.max_deletions = database_get_number(database, "run_max_deletions", -1);
    store->now.gate.is_plan = database_get_number(database, "run_is_plan", 0) != 0;
    store->ledger.settings.adopts = database_get_number(database, "run_adopts", 0) != 0;
}
