/* SPDX-License-Identifier: MIT */
/* What is asked again and again costs what it finds, not what is known: counted in steps of the
   database, which depend on nothing but the data. */
#include "bus/messages.h"
#include "ledger/deletions.h"
#include "ledger/leases.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"
#include "ledger/snapshot.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <stdio.h>

enum { FEW = 100, MANY = 1500, STEPS_A_PAGE = 4, FILES = 500, STEPS_A_FILE = 2000 };

/* Known pages, `first` to `last`, each the parent of the next. */
static void know(struct world *world, int first, int last)
{
    begin(world);
    struct query *q = query(world->database,
        "WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
        "INSERT INTO page(path, source, depth, is_present, raw_title, title_from, title, "
        "title_key, wanted, known, page_id, version, known_title, known_title_key, "
        "known_parent_id, is_ours, letter, said_version) SELECT CAST('k/' || i AS BLOB), "
        "CAST('k/' || i AS BLOB), i, 1, 'K' || i, 'K' || i, 'K' || i, 'k' || i, 1, 1, "
        "CAST(i + 5000 AS TEXT), 1, 'K' || i, 'k' || i, CAST(i + 4999 AS TEXT), 1, '=', 1 FROM n");
    query_add_number(q, first);
    query_add_number(q, last);
    query_run(q);
    q = query(world->database,
        "WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
        "INSERT INTO entry(path, folder, kind, role, size, modified_ns, inode, device, seen, "
        "changed_ms, waiting_ms, is_used, made_from) SELECT CAST('k/' || i || '.md' AS BLOB), "
        "CAST('k/' AS BLOB), 1, 1, 1, 1, i, 1, 1, 1, 1, 1, 1 FROM n");
    query_add_number(q, first);
    query_add_number(q, last);
    query_run(q);
    end(world);
}

/* All of them are gone, and a person said that they may be deleted. */
static void lose_known(struct world *world)
{
    begin(world);
    query_run(query(
        world->database, "UPDATE page SET is_present = 0, deletion = 2 WHERE page_id IS NOT NULL"));
    end(world);
}

typedef void asked(struct ledger *ledger);

static int64_t work_of(struct world *world, asked *ask)
{
    begin(world);
    int64_t before = database_work(world->database);
    ask(&world->ledger);
    int64_t work = database_work(world->database) - before;
    end(world);
    return work;
}

static void pick(struct ledger *ledger)
{
    (void)lease_pick(ledger);
}

static void wait_for_next(struct ledger *ledger)
{
    (void)lease_wait(ledger);
}

static void review_deletions(struct ledger *ledger)
{
    (void)deletions_review(ledger);
}

static void count_run(struct ledger *ledger)
{
    struct gate gate = { 0 };
    struct message_run_known known = { 0 };
    struct memory_pool *pool = memory_pool_new();
    run_fill(ledger, &gate, pool, &known);
    memory_pool_free(&pool);
}

static void expect_same_work(struct world *world, asked *ask)
{
    know(world, 1, FEW);
    int64_t few = work_of(world, ask);
    know(world, FEW + 1, MANY);
    assert_true(few > 0);
    assert_int_equal(work_of(world, ask), few);
}

static void a_lease_is_found_among_few_or_many(void **state)
{
    see(*state, "a.md");
    convert(*state, NULL, NULL);
    expect_same_work(*state, pick);
}

static void that_nothing_is_due_is_found_among_few_or_many(void **state)
{
    expect_same_work(*state, pick);
}

static void a_page_to_delete_is_found_among_few_or_many(void **state)
{
    struct world *world = *state;
    know(world, 1, FEW);
    lose_known(world);
    int64_t few = work_of(world, pick);
    assert_true(few > 0);
    know(world, FEW + 1, MANY);
    lose_known(world);
    assert_int_equal(work_of(world, pick), few);
    begin(world);
    assert_true(lease_pick(&world->ledger) != 0);
    end(world);
}

static void the_wait_is_found_among_few_or_many(void **state)
{
    expect_same_work(*state, wait_for_next);
}

static void deletions_are_reviewed_among_few_or_many(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    expect_same_work(world, review_deletions);
}

static void waiting_pages_are_found_among_few_or_many(void **state)
{
    expect_same_work(*state, status_review);
}

/* Only the pages themselves are counted one by one, in an index. */
static void a_run_is_counted_in_few_steps_a_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", NULL);
    database_set_number(world->database, "run", 7);
    know(world, 1, FEW);
    int64_t few = work_of(world, count_run);
    know(world, FEW + 1, MANY);
    assert_in_range(work_of(world, count_run) - few, 1, (MANY - FEW) * STEPS_A_PAGE);
}

/* ---------------------------------------------------------------- an empty state folder */

static void name_page(int i, char *path, char *id)
{
    snprintf(path, 16, "p%d.md", i);
    snprintf(id, 16, "%d", 5000 + i);
}

/* Files in the tree, converted, of which nothing is known. */
static void see_many(struct world *world)
{
    begin(world);
    database_set_text(world->database, "site", "root_id=98422\n");
    end(world);
    for (int i = 0; i < FILES; i++) {
        char path[16];
        char id[16];
        name_page(i, path, id);
        see(world, path);
        if (i % FEW == FEW - 1)
            convert(world, NULL, NULL);
    }
}

static void take_manifest(struct ledger *ledger)
{
    static struct manifest_page pages[FILES];
    static char names[FILES][2][16];
    for (int i = 0; i < FILES; i++) {
        name_page(i, names[i][0], names[i][1]);
        pages[i] = (struct manifest_page){ .path = names[i][0],
            .page_id = names[i][1],
            .parent_id = "98422",
            .title = names[i][0],
            .labels = "",
            .look = "",
            .version = 1,
            .has_source = true };
    }
    assert_int_equal(snapshot_take(ledger, &(struct manifest){ pages, FILES }), FILES);
}

static void review(struct ledger *ledger)
{
    recognise_set_stage(ledger, RECOGNISE_COMPARE);
    titles_settle(ledger);
    assert_int_not_equal(recognise_review(ledger), RECOGNISE_COMPARE);
}

static void take_list(struct ledger *ledger)
{
    static struct item_remote_page pages[FILES];
    static char names[FILES][2][16];
    for (int i = 0; i < FILES; i++) {
        name_page(i, names[i][0], names[i][1]);
        pages[i] = (struct item_remote_page){ .id = names[i][1],
            .parent_id = "98422",
            .title = names[i][0],
            .version = 1,
            .author_id = "me",
            .creator_id = "me",
            .message = "cmsync 0123456789abcdef" };
    }
    recognise_take_pages(ledger, pages, FILES, true);
    recognise_pages(ledger, "me");
}

static void expect_few_steps_a_page(struct world *world, asked *ask)
{
    assert_in_range(work_of(world, ask), FILES, (int64_t)FILES * STEPS_A_FILE);
}

static void a_manifest_is_taken_in_few_steps_a_page(void **state)
{
    see_many(*state);
    expect_few_steps_a_page(*state, take_manifest);
    expect_few_steps_a_page(*state, review);
}

static void a_list_of_pages_is_taken_in_few_steps_a_page(void **state)
{
    see_many(*state);
    expect_few_steps_a_page(*state, take_list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_lease_is_found_among_few_or_many),
        WORLD_TEST(that_nothing_is_due_is_found_among_few_or_many),
        WORLD_TEST(a_page_to_delete_is_found_among_few_or_many),
        WORLD_TEST(the_wait_is_found_among_few_or_many),
        WORLD_TEST(deletions_are_reviewed_among_few_or_many),
        WORLD_TEST(waiting_pages_are_found_among_few_or_many),
        WORLD_TEST(a_run_is_counted_in_few_steps_a_page),
        WORLD_TEST(a_manifest_is_taken_in_few_steps_a_page),
        WORLD_TEST(a_list_of_pages_is_taken_in_few_steps_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
