/* SPDX-License-Identifier: MIT */
#include "ledger/deletions.h"

#include "ledger/decisions.h"
#include "ledger/runs.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

static const struct {
    struct deletion_facts facts;
    enum deletion_verdict verdict;
} cases[] = {
    { { ON_DELETE_KEEP, true, true, 100, 0, 1, 10 }, DELETION_KEEP },
    { { ON_DELETE_TRASH, false, true, 100, 0, 1, 10 }, DELETION_WAIT },
    { { ON_DELETE_TRASH, true, true, 100, 60000, 1, 10 }, DELETION_WAIT },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 10, 10 }, DELETION_GO },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 11, 10 }, DELETION_HOLD_LIMIT },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 1, 0 }, DELETION_HOLD_LIMIT },
    { { ON_DELETE_TRASH, true, false, 60000, 60000, 1, 10 }, DELETION_HOLD_UNSOUND },
    { { ON_DELETE_KEEP, true, false, 60000, 60000, 1, 10 }, DELETION_KEEP },
    { { ON_DELETE_ASK, true, true, 0, 60000, 1, 10 }, DELETION_HOLD },
    { { ON_DELETE_ASK, false, true, 0, 60000, 1, 10 }, DELETION_WAIT },
};

static void deletions_are_believed_only_when_proved(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(deletion_judge(&cases[i].facts), cases[i].verdict);
}

static void a_look_at_the_folder_is_asked_for_when_no_more_files_go(void **state)
{
    (void)state;
    const int64_t never = DELETION_PROOF_AGAIN_MS;
    assert_int_equal(deletion_proof_wait(0, 0, never), 2000);
    assert_int_equal(deletion_proof_wait(1500, 500, never), 1500);
    assert_int_equal(deletion_proof_wait(2500, 2000, never), 0);
    assert_int_equal(deletion_proof_wait(19500, 100, never), 500);
    assert_int_equal(deletion_proof_wait(30000, 100, never), 0);
    assert_int_equal(deletion_proof_wait(30000, 30000, 10000), 50000);
}

static void a_yes_to_two_deletions_is_none_to_three(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_ASK;
    static const char *const paths[] = { "old/a.md", "old/b.md", "old/c.md", "new.md" };
    for (size_t i = 0; i < 4; i++)
        see(world, paths[i]);
    convert(world, NULL, NULL);
    assert_int_equal(publish(world), 5);
    for (size_t i = 0; i < 3; i++)
        lose(world, paths[i]);
    begin(world);
    run_scanned(&world->ledger, true, "");
    run_scanned(&world->ledger, true, "");
    deletions_review(&world->ledger);
    struct message_decision_take take = { .path = "old/", .verb = "confirm", .text = "" };
    const char *code = "";
    const char *reason = "";
    take.number = 2;
    assert_int_equal(decision_take(&world->ledger, &take, &code, &reason), -1);
    assert_string_equal(code, "changed");
    take.number = 4; /* the three and the page of their folder */
    assert_int_equal(decision_take(&world->ledger, &take, &code, &reason), 4);
    end(world);
}

static void review_deletions(struct world *world)
{
    begin(world);
    run_scanned(&world->ledger, true, "");
    run_scanned(&world->ledger, true, "");
    deletions_review(&world->ledger);
    end(world);
}

static void expect_said(struct world *world, const char *path, const char *said)
{
    char *found = text_of(world, path, "SELECT said FROM page WHERE path = ?");
    assert_string_equal(found, said);
    memory_free(&found);
}

static void too_many_deletions_go_once_as_many_are_allowed(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    world->ledger.settings.deletion_grace_ms = 0;
    world->ledger.settings.max_deletions = 2;
    static const char *const paths[] = { "a.md", "b.md", "c.md", "d.md", "e.md", "f.md" };
    for (size_t i = 0; i < 6; i++)
        see(world, paths[i]);
    convert(world, NULL, NULL);
    assert_int_equal(publish(world), 6);
    for (size_t i = 0; i < 3; i++)
        lose(world, paths[i]);
    review_deletions(world);
    expect_said(world, "a.md",
        "deletion waits for a confirmation: 3 at once, and limits.max_deletions is 2");
    /* One is back; that nobody said yes to the others stays so. */
    see(world, "a.md");
    convert(world, NULL, NULL);
    review_deletions(world);
    assert_int_equal(publish(world), 0);
    world->ledger.settings.max_deletions = 3;
    review_deletions(world);
    assert_int_equal(publish(world), 2);
}

/* A scan that ends in a batch of its own touches no page. */
static void the_end_of_a_scan_is_looked_at(void **state)
{
    struct world *world = *state;
    begin(world);
    world->ledger.has_deletions = false;
    run_scanned(&world->ledger, true, "");
    assert_true(world->ledger.has_deletions);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deletions_are_believed_only_when_proved),
        cmocka_unit_test(a_look_at_the_folder_is_asked_for_when_no_more_files_go),
        WORLD_TEST(a_yes_to_two_deletions_is_none_to_three),
        WORLD_TEST(too_many_deletions_go_once_as_many_are_allowed),
        WORLD_TEST(the_end_of_a_scan_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
