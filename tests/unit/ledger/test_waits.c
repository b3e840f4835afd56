/* SPDX-License-Identifier: MIT */
/* Pages that wait for other pages say for which, and no longer than they do. */
#include "bus/messages.h"
#include "ledger/known.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static struct message_lease_given given;

/* The page is leased, and the uploader ends with this. */
static void meet(struct world *world, enum lease_outcome outcome, const char *code)
{
    assert_true(lease(world, &given));
    begin(world);
    struct message_lease_end last = { .token = given.token,
        .outcome = outcome,
        .code = code,
        .reason = "as the test says",
        .remote_id = "77",
        .remote_version = 5,
        .remote_title = "Theirs",
        .remote_author = "ann",
        .remote_parent_id = "1" };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
}

static void release(struct world *world, const char *path)
{
    begin(world);
    struct query *q =
        query(world->database, "UPDATE page SET hold = NULL WHERE source = ? RETURNING id");
    query_add_path(q, path);
    ledger_touch(&world->ledger, query_single(q, 0));
    end(world);
}

static void expect_shown(
    struct world *world, const char *path, const char *letter, const char *part)
{
    char *shown = text_of(
        world, path, "SELECT letter || ' ' || said FROM page WHERE coalesce(source, path) = ?");
    assert_non_null(shown);
    assert_memory_equal(shown, letter, 1);
    if (strstr(shown, part) == NULL)
        fail_msg("%s: %s", path, shown);
    memory_free(&shown);
}

static void a_new_page_waits_for_its_parent(void **state)
{
    struct world *world = *state;
    add_page(world, "guide/index.md", "Guide");
    add_page(world, "guide/a.md", "A");
    add_page(world, "guide/deep/index.md", "Deep");
    add_page(world, "guide/deep/b.md", "B");
    expect_shown(world, "guide/a.md", "A", "new");
    meet(world, LEASE_CLASH, "clash");
    expect_shown(world, "guide/index.md", "U", "as the test says");
    expect_shown(world, "guide/a.md", "W", "the page above it is there, guide/index.md");
    expect_shown(
        world, "guide/deep/b.md", "W", "guide/deep/index.md; that waits for guide/index.md");
    release(world, "guide/index.md");
    expect_shown(world, "guide/a.md", "A", "new");
    expect_shown(world, "guide/deep/b.md", "A", "new");
    assert_int_equal(publish(world), 4);
    expect_shown(world, "guide/deep/b.md", "=", "");
}

/* `a.md` gives up its title, and `b.md` is called so. */
static void hand_over_title(struct world *world)
{
    add_page(world, "a.md", "Title");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "Other");
    add_page(world, "b.md", "Title");
    expect_title(world, "b.md", "Title");
}

static void a_new_page_waits_for_its_title(void **state)
{
    struct world *world = *state;
    hand_over_title(world);
    expect_shown(world, "b.md", "A", "a.md has given up the title `Title`");
    meet(world, LEASE_CONFLICT, "conflict");
    expect_shown(world, "a.md", "U", "");
    expect_shown(world, "b.md", "W", "a.md has given up the title `Title`");
    release(world, "a.md");
    expect_shown(world, "b.md", "A", "a.md has given up");
    assert_int_equal(publish(world), 2);
    expect_shown(world, "b.md", "=", "");
}

static void a_page_that_stays_waits_for_its_title(void **state)
{
    struct world *world = *state;
    add_page(world, "c.md", "C");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "Title");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "Other");
    add_page(world, "c.md", "Title");
    expect_shown(world, "c.md", "M", "a.md has given up the title `Title`");
    assert_int_equal(publish(world), 2);
}

static void what_waits_for_each_other_is_not_stuck(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "One");
    add_page(world, "b.md", "Two");
    assert_int_equal(publish(world), 2);
    see(world, "a.md");
    convert(world, "Three", NULL);
    add_page(world, "b.md", "One");
    add_page(world, "a.md", "Two");
    expect_shown(world, "a.md", "M", "");
    expect_shown(world, "b.md", "M", "");
    assert_true(publish(world) >= 2);
    expect_shown(world, "a.md", "=", "");
    expect_shown(world, "b.md", "=", "");
}

static void a_plan_names_the_page_that_goes_first(void **state)
{
    struct world *world = *state;
    hand_over_title(world);
    begin(world);
    struct message_plan_known plan = { .is_last = false };
    run_plan(&world->ledger, &(struct message_plan_ask){ .after = "" }, world->pool, &plan);
    assert_int_equal(plan.steps_count, 2);
    assert_string_equal(plan.steps[1].action, "create");
    assert_string_equal(
        plan.steps[1].reason, "new page; waits until a.md has given up the title `Title`");
    end(world);
}

/* What waits for another page is not looked at each time that something waits for the clock. */
static void a_review_leaves_them_alone(void **state)
{
    struct world *world = *state;
    add_page(world, "guide/index.md", "Guide");
    add_page(world, "guide/a.md", "A");
    meet(world, LEASE_CLASH, "clash");
    begin(world);
    world->ledger.has_uploads = false;
    status_review(&world->ledger);
    assert_false(world->ledger.has_uploads);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_new_page_waits_for_its_parent),
        WORLD_TEST(a_new_page_waits_for_its_title),
        WORLD_TEST(a_page_that_stays_waits_for_its_title),
        WORLD_TEST(what_waits_for_each_other_is_not_stuck),
        WORLD_TEST(a_plan_names_the_page_that_goes_first),
        WORLD_TEST(a_review_leaves_them_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
