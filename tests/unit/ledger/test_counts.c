/* SPDX-License-Identifier: MIT */
/* What a run counts of its pages. */
#include "bus/messages.h"
#include "ledger/runs.h"
#include "storage/references.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

static struct message_run_known count_run(struct world *world)
{
    struct gate gate = { 0 };
    struct message_run_known known = { .is_checked = true };
    begin(world);
    run_fill(&world->ledger, &gate, world->pool, &known);
    end(world);
    return known;
}

static void start_run(struct world *world)
{
    begin(world);
    run_begin(&world->ledger, &(struct message_run_begin){ .max_deletions = -1 }, false);
    end(world);
}

static void end_scan(struct world *world)
{
    begin(world);
    run_scanned(&world->ledger, true, "");
    end(world);
}

static void a_run_tells_of_the_pages_that_lost_their_file_in_it(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    add_page(world, "b.md", "B");
    start_run(world);
    end_scan(world);
    assert_int_equal(publish(world), 2);
    assert_int_equal(count_run(world).orphaned, 0);
    start_run(world);
    lose(world, "a.md");
    end_scan(world);
    assert_int_equal(count_run(world).orphaned, 1);
    start_run(world);
    end_scan(world);
    assert_int_equal(count_run(world).orphaned, 0);
}

static void a_page_counts_once(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 4; i++)
        add_page(world, (const char *const[]){ "a.md", "b.md", "c.md", "d.md" }[i], NULL);
    assert_int_equal(publish(world), 4);
    start_run(world);
    assert_int_equal(count_run(world).unchanged, 4);
    begin(world);
    /* As a check for changes leaves them: nothing is due. */
    query_run(query(
        world->database, "UPDATE page SET hold = 'conflict' WHERE source = CAST('a.md' AS BLOB)"));
    query_run(query(
        world->database, "UPDATE entry SET error = 'gone bad' WHERE path = CAST('b.md' AS BLOB)"));
    query_run(query(
        world->database, "UPDATE page SET error = 'no page' WHERE source = CAST('c.md' AS BLOB)"));
    end(world);
    struct message_run_known known = count_run(world);
    assert_int_equal(known.held, 1);
    assert_int_equal(known.failed, 2);
    assert_int_equal(known.unchanged, 1);
}

static void a_link_that_leads_nowhere_is_a_warning_of_its_page(void **state)
{
    struct world *world = *state;
    struct reference link = {
        .kind = REFERENCE_PAGE, .target = "b.md", .fragment = "", .name = "", .fallback = ""
    };
    see(world, "a.md");
    convert(world, "A", &link);
    assert_int_equal(publish(world), 1);
    assert_int_equal(count_run(world).warnings, 1);
    add_page(world, "b.md", "B");
    assert_int_equal(publish(world), 2);
    assert_int_equal(count_run(world).warnings, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_run_tells_of_the_pages_that_lost_their_file_in_it),
        WORLD_TEST(a_page_counts_once),
        WORLD_TEST(a_link_that_leads_nowhere_is_a_warning_of_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
