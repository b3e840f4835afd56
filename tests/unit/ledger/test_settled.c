/* SPDX-License-Identifier: MIT */
#include "ledger/settled.h"

#include "ledger/entries.h"
#include "ledger/leases.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static const struct gate open_gate = { .closed = GATE_OPEN };

static bool is_settled(struct world *world, struct seal *seal)
{
    *seal = (struct seal){ .pages = -1 };
    return settled_find(&world->ledger, &open_gate, seal);
}

static void run(struct world *world, const char *sql)
{
    begin(world);
    query_run(query(world->database, sql));
    end(world);
}

static void scan_ends(struct world *world)
{
    begin(world);
    run_scanned(&world->ledger, true, "");
    settled_note_scan(&world->ledger, 777);
    end(world);
}

/* The manifest is written, the folder was looked at. */
static void settle(struct world *world)
{
    begin(world);
    recognise_set_stage(&world->ledger, RECOGNISE_OVER);
    database_set_number(world->database, "manifest_kept",
        database_get_number(world->database, "manifest_changes", 0));
    end(world);
    scan_ends(world);
}

static void a_published_tree_is_settled(void **state)
{
    struct world *world = *state;
    struct seal seal;
    see(world, "a.md");
    see(world, "b.md");
    add_page(world, "picture.png", NULL);
    assert_int_equal(publish(world), 2);
    assert_false(is_settled(world, &seal)); /* the manifest is not written */
    settle(world);
    assert_true(is_settled(world, &seal));
    assert_int_equal(seal.pages, 2);
    assert_int_equal(seal.unchanged, 2);
    assert_int_equal(seal.warnings, 0);
    assert_int_equal(seal.seen_ms, 777);
    assert_int_equal(seal.tree.count, 3);
}

static void what_is_seen_is_what_is_summed(void **state)
{
    struct world *world = *state;
    struct seal_tree one = { .count = 0 };
    struct seal_tree other = { .count = 0 };
    see_folder(world, "guide");
    see(world, "guide/a.md");
    entries_sum(&world->ledger, &one);
    const struct seal_entry entries[] = {
        { .path = "guide/a.md", .size = 10, .modified_ns = 2, .inode = 2 },
        { .path = "guide", .is_folder = true, .inode = 1 },
    };
    seal_add(&other, &entries[0]);
    seal_add(&other, &entries[1]);
    assert_true(seal_tree_equal(&one, &other));
}

static void nothing_published_is_nothing_to_seal(void **state)
{
    struct seal seal;
    settle(*state);
    assert_false(is_settled(*state, &seal));
}

static void a_gate_that_is_not_open_leaves_work(void **state)
{
    struct world *world = *state;
    struct seal seal;
    add_page(world, "a.md", NULL);
    publish(world);
    settle(world);
    const struct gate gates[] = {
        { .is_paused = true },
        { .closed = GATE_CREDENTIALS },
        { .failures = 1 },
    };
    for (size_t i = 0; i < sizeof gates / sizeof gates[0]; i++)
        assert_false(settled_find(&world->ledger, &gates[i], &seal));
    const struct gate plan = { .is_plan = true, .is_held_back = true };
    assert_true(settled_find(&world->ledger, &plan, &seal)); /* both end with the run */
}

/* Each makes a settled ledger one that is not, and back. */
static void each_open_end_is_found(void **state)
{
    static const struct {
        const char *open;
        const char *close;
    } ends[] = {
        { "UPDATE page SET wanted = wanted + 1", "UPDATE page SET known = wanted" },
        { "UPDATE page SET hold = 'conflict'", "UPDATE page SET hold = NULL" },
        { "UPDATE page SET error = 'no'", "UPDATE page SET error = NULL" },
        { "UPDATE page SET tries = 1", "UPDATE page SET tries = 0" },
        { "UPDATE page SET restore = 1", "UPDATE page SET restore = 0" },
        { "UPDATE page SET is_missed = 1", "UPDATE page SET is_missed = 0" },
        { "UPDATE entry SET seen = seen + 1", "UPDATE entry SET made_from = seen" },
        { "UPDATE entry SET error = 'no'", "UPDATE entry SET error = NULL" },
        { "INSERT INTO decision(page, kind, remote_id, remote_version, remote_title, "
          "remote_author, at_ms) SELECT id, 'conflict', '', 1, '', '', 1 FROM page",
            "DELETE FROM decision" },
        { "UPDATE meta SET value = 1 WHERE key = 'run_incomplete'",
            "UPDATE meta SET value = 0 WHERE key = 'run_incomplete'" },
        { "UPDATE meta SET value = 'a word' WHERE key = 'run_trouble'",
            "UPDATE meta SET value = '' WHERE key = 'run_trouble'" },
        { "UPDATE meta SET value = 0 WHERE key = 'run_scanned'",
            "UPDATE meta SET value = 1 WHERE key = 'run_scanned'" },
    };
    struct world *world = *state;
    struct seal seal;
    add_page(world, "a.md", NULL);
    publish(world);
    settle(world);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        assert_true(is_settled(world, &seal));
        run(world, ends[i].open);
        if (is_settled(world, &seal))
            fail_msg("settled in spite of: %s", ends[i].open);
        run(world, ends[i].close);
    }
    assert_true(is_settled(world, &seal));
}

static void what_is_out_of_the_runs_scope_is_still_to_do(void **state)
{
    struct world *world = *state;
    struct seal seal;
    add_page(world, "a.md", NULL);
    publish(world);
    add_page(world, "b.md", NULL);
    struct item_path_name scope = { .path = "a.md" };
    begin(world);
    run_begin(
        &world->ledger, &(struct message_run_begin){ .scope = &scope, .scope_count = 1 }, false);
    end(world);
    settle(world);
    assert_false(is_settled(world, &seal));
}

static void a_lease_is_out_until_it_ends(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    struct seal seal;
    add_page(world, "a.md", NULL);
    publish(world);
    add_page(world, "a.md", "Another");
    assert_true(lease(world, &given));
    settle(world);
    assert_false(is_settled(world, &seal));
    finish(world, &given);
    settle(world);
    assert_true(is_settled(world, &seal));
}

/* on_delete: keep leaves it for ever; with ask or trash it is yet to be believed. */
static void the_page_of_a_lost_file_stays_or_waits(void **state)
{
    struct world *world = *state;
    struct seal seal;
    see(world, "a.md");
    add_page(world, "b.md", NULL);
    publish(world);
    lose(world, "b.md");
    settle(world);
    world->ledger.settings.on_delete = ON_DELETE_KEEP;
    assert_true(is_settled(world, &seal));
    assert_int_equal(seal.pages, 1);
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    assert_false(is_settled(world, &seal));
    run(world, "UPDATE page SET deletion = 1 WHERE is_present = 0");
    world->ledger.settings.on_delete = ON_DELETE_KEEP;
    assert_false(is_settled(world, &seal));
    run(world, "UPDATE page SET deletion = 3 WHERE is_present = 0");
    assert_true(is_settled(world, &seal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_published_tree_is_settled),
        WORLD_TEST(what_is_seen_is_what_is_summed),
        WORLD_TEST(nothing_published_is_nothing_to_seal),
        WORLD_TEST(a_gate_that_is_not_open_leaves_work),
        WORLD_TEST(each_open_end_is_found),
        WORLD_TEST(what_is_out_of_the_runs_scope_is_still_to_do),
        WORLD_TEST(a_lease_is_out_until_it_ends),
        WORLD_TEST(the_page_of_a_lost_file_stays_or_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
