/* SPDX-License-Identifier: MIT */
/* The check for changes in Confluence: what it asks, and what it makes of the answers. */
#include "ledger/drift.h"

#include "base/memory.h"
#include "ledger/decisions.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static struct errands errands;
static struct drift drift;

static void pages_are_judged_by_version_title_and_place(void **state)
{
    (void)state;
    static const struct {
        struct item_remote_page remote;
        enum drift_finding finding;
    } cases[] = {
        { { .status = "current", .title = "A", .parent_id = "1", .version = 3 }, DRIFT_NONE },
        { { .status = "current", .title = "A", .parent_id = "1", .version = 4 }, DRIFT_EDITED },
        { { .status = "current", .title = "B", .parent_id = "1", .version = 3 }, DRIFT_EDITED },
        { { .status = "current", .title = "A", .parent_id = "2", .version = 3 }, DRIFT_MOVED },
        { { .status = "current", .title = "Old", .parent_id = "1", .version = 2 }, DRIFT_NONE },
        { { .status = "trashed", .title = "A", .parent_id = "", .version = 3 }, DRIFT_GONE },
        { { .status = "archived", .title = "A", .parent_id = "1", .version = 3 }, DRIFT_GONE },
        { { .status = "", .title = "", .parent_id = "", .version = 0 }, DRIFT_GONE },
    };
    const struct drift_known known = { .version = 3, .title = "A", .parent_id = "1" };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(drift_judge(&known, &cases[i].remote), cases[i].finding);
    const struct drift_known adopted = { .version = 3, .title = "A", .parent_id = "" };
    assert_int_equal(drift_judge(&adopted, &cases[3].remote), DRIFT_NONE);
}

/* Pages a.md to d.md with ids 1001 to 1004, version 1, below page 1. */
static int publish_four(void **state)
{
    if (open_world(state) < 0)
        return -1;
    struct world *world = *state;
    database_begin(world->database);
    database_set_text(world->database, "site", "root_id=1\n");
    assert_int_equal(database_commit(world->database), 0);
    see(world, "a.md");
    see(world, "b.md");
    see(world, "c.md");
    add_page(world, "d.md", NULL);
    errands_free(&errands);
    drift = (struct drift){ .is_going = false };
    return publish(world) == 4 ? 0 : -1;
}

static int close_all(void **state)
{
    errands_free(&errands);
    return close_world(state);
}

static void start(struct world *world, enum drift_scope scope)
{
    begin(world);
    drift_begin(&drift, &world->ledger, scope);
    drift_next(&drift, &world->ledger, &errands, 0);
    end(world);
}

/* The errand that waits is answered with these pages. */
static void answer(struct world *world, struct item_remote_page *pages, size_t count, int64_t next)
{
    struct errand *errand = errands_waiting(&errands, false);
    assert_non_null(errand);
    errands_give(errand, 42);
    struct message report = { .type = MESSAGE_errand_report };
    report.errand_report.outcome = LEASE_DONE;
    report.errand_report.pages = pages;
    report.errand_report.pages_count = count;
    report.errand_report.next = next;
    begin(world);
    assert_true(errands_take(errand, &report, 0));
    drift_take(&drift, &world->ledger, &errands, errand);
    drift_next(&drift, &world->ledger, &errands, 0);
    end(world);
}

static struct item_remote_page remote(const char *id, const char *title, int64_t version)
{
    return (struct item_remote_page){ .id = id,
        .status = "current",
        .title = title,
        .parent_id = "1",
        .version = version,
        .author = "ann" };
}

static void expect_letter(struct world *world, const char *path, const char *letter)
{
    char *found = text_of(world, path, "SELECT letter FROM page WHERE path = ?");
    assert_string_equal(found, letter);
    memory_free(&found);
}

static void what_people_did_is_found_by_one_listing(void **state)
{
    struct world *world = *state;
    start(world, DRIFT_ALL);
    struct errand *errand = errands_waiting(&errands, false);
    assert_int_equal(errand->kind, ERRAND_LISTING);
    assert_string_equal(errand->ids, "1001\n1002\n1003\n1004");
    struct item_remote_page pages[] = { remote("1001", "a.md", 1), remote("1002", "b.md", 2),
        remote("1003", "c.md", 1), remote("9", "not ours", 7) };
    pages[2].parent_id = "77";
    answer(world, pages, 4, -1);
    expect_letter(world, "a.md", "=");
    expect_letter(world, "b.md", "U");
    expect_letter(world, "c.md", "U");
    /* What was missing is looked at for itself before it counts as gone. */
    expect_letter(world, "d.md", "=");
    errand = errands_waiting(&errands, false);
    assert_int_equal(errand->kind, ERRAND_LOOK);
    assert_string_equal(errand->page_id, "1004");
    answer(world, NULL, 0, 0);
    expect_letter(world, "d.md", "U");
    assert_false(drift.is_going);
    assert_null(errands_waiting(&errands, false));
}

static void what_the_front_matter_names_is_not_judged_before_it_was_met(void **state)
{
    struct world *world = *state;
    query_run(query(world->database, "UPDATE page SET version = 0, known_title = NULL, "
                                     "known_title_key = NULL WHERE page_id = '1004'"));
    start(world, DRIFT_ALL);
    struct errand *errand = errands_waiting(&errands, false);
    assert_string_equal(errand->ids, "1001\n1002\n1003");
    struct item_remote_page pages[] = { remote("1001", "a.md", 1), remote("1002", "b.md", 1),
        remote("1003", "c.md", 1), remote("1004", "Theirs", 7) };
    answer(world, pages, 4, -1);
    expect_letter(world, "d.md", "=");
    assert_false(drift.is_going);
}

static void a_listing_by_places_goes_on_to_its_end(void **state)
{
    struct world *world = *state;
    start(world, DRIFT_ALL);
    struct item_remote_page first[] = { remote("1001", "a.md", 1), remote("1002", "b.md", 1) };
    answer(world, first, 2, 2);
    struct errand *errand = errands_waiting(&errands, false);
    assert_int_equal(errand->start, 2);
    struct item_remote_page second[] = { remote("1003", "c.md", 1), remote("1004", "d.md", 1) };
    answer(world, second, 2, 0);
    assert_false(drift.is_going);
    expect_letter(world, "d.md", "=");
}

static void only_what_is_due_is_asked_for_before_a_plan(void **state)
{
    struct world *world = *state;
    start(world, DRIFT_DUE);
    assert_false(drift.is_going);
    add_page(world, "b.md", "B");
    world->ledger.settings.is_cloud = true;
    start(world, DRIFT_DUE);
    struct errand *errand = errands_waiting(&errands, false);
    assert_string_equal(errand->ids, "1002");
}

static void the_policy_mine_wants_the_page_back(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_conflict = ON_CONFLICT_MINE;
    start(world, DRIFT_ALL);
    struct item_remote_page pages[] = { remote("1001", "a.md", 5), remote("1002", "b.md", 1),
        remote("1003", "c.md", 1), remote("1004", "d.md", 1) };
    answer(world, pages, 4, -1);
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "a.md");
}

static void the_policy_theirs_leaves_it(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_conflict = ON_CONFLICT_THEIRS;
    start(world, DRIFT_ALL);
    struct item_remote_page pages[] = { remote("1001", "a.md", 5), remote("1002", "b.md", 1),
        remote("1003", "c.md", 1), remote("1004", "d.md", 1) };
    answer(world, pages, 4, -1);
    struct message_lease_given given;
    assert_false(lease(world, &given));
    expect_letter(world, "a.md", "=");
}

/* The page went out again while the listing was on its way: that is no change by somebody. */
static void what_we_wrote_meanwhile_is_not_judged(void **state)
{
    struct world *world = *state;
    start(world, DRIFT_ALL);
    add_page(world, "a.md", "Anew");
    publish(world);
    struct item_remote_page pages[] = { remote("1001", "Between", 3), remote("1002", "b.md", 1),
        remote("1003", "c.md", 1), remote("1004", "d.md", 1) };
    answer(world, pages, 4, -1);
    expect_letter(world, "a.md", "=");
}

static void a_check_that_fails_is_put_off(void **state)
{
    struct world *world = *state;
    start(world, DRIFT_ALL);
    struct errand *errand = errands_waiting(&errands, false);
    begin(world);
    errands_fail(errand, LEASE_RETRY, "connect", "the site cannot be reached", 0);
    drift_take(&drift, &world->ledger, &errands, errand);
    assert_false(drift.is_going);
    assert_string_equal(drift.trouble, "the site cannot be reached");
    assert_int_equal(drift_due_ms(&drift, &world->ledger, 1000000), 1000000LL * 3600 * 1000);
    assert_int_equal(drift_due_ms(&drift, &world->ledger, 0), -1);
    end(world);
}

static void one_with_a_reason_is_due_until_it_is_through(void **state)
{
    struct world *world = *state;
    begin(world);
    drift_want(&world->ledger);
    assert_int_equal(drift_due_ms(&(struct drift){ 0 }, &world->ledger, 0), 0);
    end(world);
    start(world, DRIFT_DUE);
    begin(world);
    drift_next(&drift, &world->ledger, &errands, 0);
    assert_false(drift.is_going);
    assert_int_equal(drift_due_ms(&drift, &world->ledger, 0), 0);
    end(world);
    start(world, DRIFT_ALL);
    struct item_remote_page pages[] = { remote("1001", "a.md", 1), remote("1002", "b.md", 1),
        remote("1003", "c.md", 1), remote("1004", "d.md", 1) };
    answer(world, pages, 4, -1);
    begin(world);
    drift_next(&drift, &world->ledger, &errands, 0);
    assert_int_equal(drift_due_ms(&drift, &world->ledger, 0), -1);
    end(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, publish_four, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_judged_by_version_title_and_place),
        TEST(what_people_did_is_found_by_one_listing),
        TEST(what_the_front_matter_names_is_not_judged_before_it_was_met),
        TEST(a_listing_by_places_goes_on_to_its_end),
        TEST(only_what_is_due_is_asked_for_before_a_plan),
        TEST(the_policy_mine_wants_the_page_back),
        TEST(the_policy_theirs_leaves_it),
        TEST(what_we_wrote_meanwhile_is_not_judged),
        TEST(a_check_that_fails_is_put_off),
        TEST(one_with_a_reason_is_due_until_it_is_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
