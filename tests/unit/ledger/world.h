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
    const char *body; /* of what is converted; NULL: as convert() says */
};

/* A transaction of the ledger's, as the store makes one for each report. */
void begin(struct world *world);
void end(struct world *world);

int open_world(void **state);
int close_world(void **state);

/* What the watcher reports: a file or folder is new or changed, gone, or elsewhere. */
void see(struct world *world, const char *path);
void see_folder(struct world *world, const char *path);
void lose(struct world *world, const char *path);
void move(struct world *world, const char *from, const char *to);

/* All in one report, in this order; `gone` may be NULL. */
void move_all(struct world *world, struct item_entry_move *moves, size_t count, const char *gone);

/* Converts all that is due; each page is called `title` (NULL: as its path) and holds its path, or
   a link to `link` (NULL: none). */
void convert(struct world *world, const char *title, struct reference *link);

/* see() and convert(). */
void add_page(struct world *world, const char *path, const char *title);

/* Leases the next page; false when none is due. */
bool lease(struct world *world, struct message_lease_given *given);

/* An uploader said that it is about to create the page of `a.md`, and died. */
void leave_an_intent(struct world *world);

/* The page of the lease is in Confluence now as it was wanted. */
void finish(struct world *world, const struct message_lease_given *given);

/* Leases and finishes until nothing is due; how many pages that were. */
int publish(struct world *world);

/* What the query says of the path, which is its parameter; NULL when nothing. The caller owns the
   result, as that of page_id_of(). */
char *text_of(struct world *world, const char *path, const char *sql);
char *page_id_of(struct world *world, const char *path);

/* The page at `path` is the one with this id. */
void expect_page(struct world *world, const char *path, const char *id);

void expect_title(struct world *world, const char *path, const char *title);

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

#endif
