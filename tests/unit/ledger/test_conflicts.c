/* SPDX-License-Identifier: MIT */
/* What people do to pages in Confluence, as the ledger takes it. */
#include "base/memory.h"
#include "bus/messages.h"
#include "ledger/decisions.h"
#include "ledger/deletions.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/restores.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

static struct message_lease_given given;

/* The page is leased, and the uploader ends with this. */
static void meet(struct world *world, enum lease_outcome outcome, const char *code, int64_t version)
{
    assert_true(lease(world, &given));
    begin(world);
    struct message_lease_end last = { .token = given.token,
        .outcome = outcome,
        .code = code,
        .reason = "as the test says",
        .remote_id = given.page_id,
        .remote_version = version,
        .remote_title = "Theirs",
        .remote_author = "ann",
        .remote_parent_id = "77" };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
}

static int64_t decide_as(struct world *world, const char *path, const char *verb, int64_t number)
{
    const char *code;
    const char *reason;
    struct message_decision_take take = {
        .path = path, .verb = verb, .text = "", .number = number
    };
    begin(world);
    int64_t settled = decision_take(&world->ledger, &take, &code, &reason);
    end(world);
    return settled;
}

static void change(struct world *world, const char *title)
{
    add_page(world, "a.md", title);
}

static int publish_a(void **state)
{
    if (open_world(state) < 0)
        return -1;
    struct world *world = *state;
    change(world, "A");
    return publish(world) == 1 ? 0 : -1;
}

static void expect_letter(struct world *world, const char *letter)
{
    char *found = text_of(world, "a.md", "SELECT letter FROM page WHERE path = ?");
    assert_string_equal(found, letter);
    memory_free(&found);
}

/* It is not the page that is gone, which there is not yet, but the one it was to stand below. */
static void a_page_without_its_parent_is_tried_again_where_it_changes(void **state)
{
    struct world *world = *state;
    add_page(world, "sub/b.md", "B");
    assert_true(lease(world, &given));
    finish(world, &given);
    meet(world, LEASE_GONE, "parent-gone", 1);
    assert_false(lease(world, &given));
    move(world, "sub/b.md", "b.md");
    convert(world, "B", NULL);
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "b.md");
}

static void a_page_that_finds_no_parent_is_tried_again_where_it_changes(void **state)
{
    struct world *world = *state;
    add_page(world, "sub/c.md", "C");
    publish(world);
    move(world, "a.md", "sub/a.md");
    convert(world, "A", NULL);
    meet(world, LEASE_GONE, "parent-gone", 1);
    assert_false(lease(world, &given));
    move(world, "sub/a.md", "a.md");
    convert(world, "A", NULL);
    assert_false(lease(world, &given));
    expect_letter(world, "=");
}

static void nobody_waits_for_the_title_of_a_page_that_is_left(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "conflict", 5);
    add_page(world, "b.md", "A");
    assert_false(lease(world, &given));
    assert_int_equal(decide_as(world, "a.md", "theirs", 0), 1);
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "b.md");
    assert_string_equal(given.title, "A");
}

static void mine_publishes_over_the_version_that_was_shown(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "conflict", 5);
    expect_letter(world, "U");
    assert_false(lease(world, &given));
    assert_int_equal(decide_as(world, "a.md", "mine", 0), 1);
    assert_true(lease(world, &given));
    assert_int_equal(given.overwrite_version, 5);
}

static void mine_outlives_a_clash_of_titles(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "conflict", 5);
    assert_int_equal(decide_as(world, "a.md", "mine", 0), 1);
    meet(world, LEASE_CLASH, "title", 1);
    assert_false(lease(world, &given));
    change(world, "A3");
    assert_true(lease(world, &given));
    assert_int_equal(given.version, 5);
    assert_string_equal(given.known_parent_id, "77");
    assert_int_equal(given.known_digest.size, 0);
}

static void mine_reaches_as_far_as_a_later_look(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "conflict", 5);
    assert_int_equal(decide_as(world, "a.md", "mine", 7), 1);
    assert_true(lease(world, &given));
    assert_int_equal(given.overwrite_version, 7);
}

static void theirs_rests_until_the_file_changes_and_asks_then(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "conflict", 5);
    assert_int_equal(decide_as(world, "a.md", "theirs", 0), 1);
    assert_false(lease(world, &given));
    expect_letter(world, "=");
    change(world, "A3");
    assert_false(lease(world, &given));
    expect_letter(world, "U");
    assert_int_equal(decide_as(world, "a.md", "mine", 0), 1);
    assert_true(lease(world, &given));
    assert_int_equal(given.overwrite_version, 5);
    assert_int_equal(given.version, 5);
}

static void theirs_asks_too_where_the_file_is_renamed_and_changed(void **state)
{
    struct world *world = *state;
    change(world, "A");
    begin(world);
    query_run(query(world->database, "UPDATE page SET known_digest = NULL"));
    end(world);
    meet(world, LEASE_CONFLICT, "conflict", 5);
    assert_int_equal(decide_as(world, "a.md", "theirs", 0), 1);
    char *id = page_id_of(world, "a.md");
    lose(world, "a.md");
    add_page(world, "b.md", "A");
    expect_page(world, "b.md", id);
    assert_false(lease(world, &given));
    char *letter = text_of(world, "b.md", "SELECT letter FROM page WHERE path = ?");
    assert_string_equal(letter, "U");
    memory_free(&letter);
    memory_free(&id);
}

static void the_policy_theirs_asks_at_the_next_change_too(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_CONFLICT, "theirs", 5);
    expect_letter(world, "=");
    assert_false(lease(world, &given));
    change(world, "A3");
    assert_false(lease(world, &given));
    expect_letter(world, "U");
}

static void a_page_in_the_trash_comes_back_or_is_made_anew(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_GONE, "trashed", 2);
    expect_letter(world, "U");
    assert_int_equal(decide_as(world, "a.md", "mine", 0), 1);
    assert_true(lease(world, &given));
    assert_int_equal(given.restore, RESTORE_OR_ANEW);
    finish(world, &given);
    change(world, "A3");
    assert_true(lease(world, &given));
    assert_int_equal(given.restore, RESTORE_NONE);
}

static void a_page_that_is_left_in_the_trash_is_asked_for_as_gone(void **state)
{
    struct world *world = *state;
    change(world, "A2");
    meet(world, LEASE_GONE, "trashed", 2);
    assert_int_equal(decide_as(world, "a.md", "theirs", 0), 1);
    assert_false(lease(world, &given));
    change(world, "A3");
    assert_false(lease(world, &given));
    assert_int_equal(decide_as(world, "a.md", "restore", 0), 1);
    assert_true(lease(world, &given));
    assert_int_equal(given.restore, RESTORE_TRASHED);
}

static void delete_a(struct world *world)
{
    add_page(world, "b.md", NULL);
    publish(world);
    world->ledger.settings.on_delete = ON_DELETE_ASK;
    lose(world, "a.md");
    begin(world);
    database_set_number(world->database, "scans_complete", 5);
    database_set_number(world->database, "run_scanned", 1);
    deletions_review(&world->ledger);
    end(world);
    assert_int_equal(decide_as(world, "a.md", "confirm", 0), 1);
}

static void a_deletion_that_meets_an_edit_is_held_and_confirmed_with_it(void **state)
{
    struct world *world = *state;
    delete_a(world);
    meet(world, LEASE_CONFLICT, "edited", 9);
    expect_letter(world, "D");
    assert_false(lease(world, &given));
    assert_int_equal(decide_as(world, "a.md", "confirm", 0), 1);
    assert_true(lease(world, &given));
    assert_false(given.is_wanted);
    assert_int_equal(given.version, 9);
}

static void what_we_deleted_can_be_brought_back(void **state)
{
    struct world *world = *state;
    delete_a(world);
    assert_int_equal(decide_as(world, "a.md", "restore", 0), -1);
    assert_int_equal(publish(world), 1);
    assert_int_equal(decide_as(world, "b.md", "restore", 0), -1);
    assert_int_equal(decide_as(world, "a.md", "restore", 0), 1);
    /* A file that is unread may be the one that was gone. */
    see(world, "new.md");
    assert_false(lease(world, &given));
    lose(world, "new.md");
    assert_true(lease(world, &given));
    assert_int_equal(given.restore, RESTORE_TRASHED);
    assert_string_equal(given.page_id, "1001");
    assert_false(given.is_wanted);
    begin(world);
    struct message_step_report step = { .token = given.token,
        .kind = INTENT_RESTORE,
        .page_id = "1001",
        .version = 3,
        .title = "A",
        .parent_id = "1",
        .digest = given.known_digest };
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    struct message_lease_end last = { .token = given.token, .outcome = LEASE_DONE };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
    expect_letter(world, "O");
    assert_false(lease(world, &given));
}

static void clash_with(struct world *world, const char *page_id)
{
    assert_true(lease(world, &given));
    assert_string_equal(given.page_id, "");
    begin(world);
    struct message_lease_end last = { .token = given.token,
        .outcome = LEASE_CLASH,
        .code = "title",
        .reason = "",
        .remote_id = page_id,
        .remote_version = 3,
        .remote_title = "A",
        .remote_author = "ann",
        .remote_parent_id = "98422" };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
}

/* 404 says that a page is gone, or hidden: where it shows itself again, it is what it was. */
static void a_page_that_was_only_hidden_is_known_again(void **state)
{
    struct world *world = *state;
    char *id = page_id_of(world, "a.md");
    delete_a(world);
    assert_true(lease(world, &given));
    finish(world, &given); /* Confluence does not show it */
    change(world, "A");
    clash_with(world, id);
    assert_true(lease(world, &given));
    assert_string_equal(given.page_id, id);
    assert_int_equal(given.version, 1); /* what came since is somebody's */
    memory_free(&id);
}

static void another_page_with_the_title_is_none_of_ours(void **state)
{
    struct world *world = *state;
    change(world, "A");
    add_page(world, "b.md", "B");
    clash_with(world, "5");
    assert_false(lease(world, &given));
    char *hold = text_of(world, "b.md", "SELECT hold FROM page WHERE path = ?");
    assert_string_equal(hold, "clash");
    memory_free(&hold);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, publish_a, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_without_its_parent_is_tried_again_where_it_changes),
        TEST(a_page_that_finds_no_parent_is_tried_again_where_it_changes),
        TEST(nobody_waits_for_the_title_of_a_page_that_is_left),
        TEST(mine_publishes_over_the_version_that_was_shown),
        TEST(mine_outlives_a_clash_of_titles),
        TEST(mine_reaches_as_far_as_a_later_look),
        TEST(theirs_rests_until_the_file_changes_and_asks_then),
        TEST(theirs_asks_too_where_the_file_is_renamed_and_changed),
        TEST(the_policy_theirs_asks_at_the_next_change_too),
        TEST(a_page_in_the_trash_comes_back_or_is_made_anew),
        TEST(a_page_that_is_left_in_the_trash_is_asked_for_as_gone),
        TEST(a_deletion_that_meets_an_edit_is_held_and_confirmed_with_it),
        TEST(what_we_deleted_can_be_brought_back),
        TEST(a_page_that_was_only_hidden_is_known_again),
        TEST(another_page_with_the_title_is_none_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
