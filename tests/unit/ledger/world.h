/* SPDX-License-Identifier: MIT */
/* A ledger on a database in memory, and short words for what happens to it in the tests. */
#ifndef CMSYNC_TESTS_UNIT_LEDGER_WORLD_H
#define CMSYNC_TESTS_UNIT_LEDGER_WORLD_H

#include "base/memory.h"
#include "bus/messages.h"
#include "ledger/ledger.h"
#include "storage/references.h"

struct world {
    struct database *database;
    struct ledger ledger;
    struct memory_pool *pool;
    int64_t now_ms;
    int64_t inode;
    int created;
};

void begin(struct world *world);
void end(struct world *world);
int open_world(void **state);
int close_world(void **state);
void see(struct world *world, const char *path);
void see_folder(struct world *world, const char *path);
void lose(struct world *world, const char *path);
void move(struct world *world, const char *from, const char *to);
void convert(struct world *world, const char *title, struct reference *link);
bool lease(struct world *world, struct message_lease_given *given);
void finish(struct world *world, const struct message_lease_given *given);
int publish(struct world *world);
char *text_of(struct world *world, const char *path, const char *sql);
void expect_title(struct world *world, const char *path, const char *title);
char *page_id_of(struct world *world, const char *path);

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

#endif
