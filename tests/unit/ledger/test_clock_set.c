/* SPDX-License-Identifier: MIT */
#include "ledger/clock_set.h"

#include "ledger/deletions.h"
#include "ledger/drift.h"
#include "ledger/entries.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/runs.h"
#include "ledger/wanted.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

static const int64_t two_days_ms = 2LL * 24 * 3600 * 1000;
static const int64_t hour_ms = 3600LL * 1000;

/* Both ways: what holds after the one must after the other. */
static const int64_t jumps[] = { two_days_ms, -two_days_ms };
enum { JUMPS = sizeof jumps / sizeof jumps[0] };

static int open_today(void **state)
{
    int result = open_world(state);
    ((struct world *)*state)->now_ms = 1796000000000; /* in 2026: days before it are none below 0 */
    return result;
}

/* A jump in the life of the store, and one between two lives. */
static void jump(struct world *world, int64_t by_ms)
{
    world->now_ms += by_ms;
    begin(world);
    clock_set_move(&world->ledger, by_ms);
    end(world);
}

static void open_at(struct world *world, int64_t now_ms)
{
    world->now_ms = now_ms;
    begin(world);
    clock_set_bound(&world->ledger);
    end(world);
}

static size_t overdue(struct world *world)
{
    long pids[4];
    begin(world);
    size_t count = lease_list_overdue(&world->ledger, pids, 4);
    end(world);
    return count;
}

static void nobody_is_ended_for_a_clock_that_went_on(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        assert_int_equal(overdue(world), 0);
        world->now_ms += LEASE_MS / 4;
    }
    world->now_ms += LEASE_MS / 2 + 1;
    assert_int_equal(overdue(world), 1);
    open_at(world, world->now_ms + two_days_ms);
    assert_int_equal(overdue(world), 0);
    world->now_ms += LEASE_MS + 1;
    assert_int_equal(overdue(world), 1);
    open_at(world, world->now_ms - two_days_ms);
    world->now_ms += LEASE_MS + 1;
    assert_int_equal(overdue(world), 1);
    finish(world, &given);
}

/* The page's request failed: another is made after a while. */
static void let_it_fail(struct world *world)
{
    struct message_lease_given given;
    assert_true(lease(world, &given));
    struct message_lease_end end_of = {
        .token = given.token, .outcome = LEASE_RETRY, .code = "", .reason = ""
    };
    begin(world);
    assert_int_equal(known_end_lease(&world->ledger, &end_of), KNOWN_TAKEN);
    end(world);
}

static int64_t wait_of(struct world *world)
{
    begin(world);
    int64_t wait = lease_wait(&world->ledger);
    end(world);
    return wait;
}

static void a_page_is_tried_again_when_it_would_have_been(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    let_it_fail(world);
    int64_t wait = wait_of(world);
    assert_true(wait > 0);
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        assert_int_equal(wait_of(world), wait);
    }
    open_at(world, world->now_ms - two_days_ms);
    assert_true(wait_of(world) <= hour_ms);
}

static void an_intent_is_quiet_as_long_as_it_would_have_been(void **state)
{
    struct world *world = *state;
    leave_an_intent(world);
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        assert_int_equal(wait_of(world), QUIET_AFTER_DEATH_MS);
    }
    open_at(world, world->now_ms - two_days_ms);
    assert_int_equal(wait_of(world), QUIET_AFTER_DEATH_MS);
    /* Its quiet is not over either because the store was opened. */
    open_at(world, world->now_ms + 1);
    assert_int_equal(wait_of(world), QUIET_AFTER_DEATH_MS - 1);
}

static int64_t review(struct world *world)
{
    begin(world);
    run_scanned(&world->ledger, true, "");
    int64_t wait = deletions_review(&world->ledger);
    end(world);
    return wait;
}

static void a_deletion_has_its_grace_whatever_the_clock_shows(void **state)
{
    struct world *world = *state;
    const int64_t grace_ms = 60000;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    world->ledger.settings.deletion_grace_ms = grace_ms;
    world->ledger.settings.max_deletions = 10;
    add_page(world, "a.md", "A");
    add_page(world, "b.md", "B");
    add_page(world, "c.md", "C");
    assert_int_equal(publish(world), 3);
    lose(world, "a.md");
    (void)review(world);
    assert_int_equal(review(world), grace_ms);
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        assert_int_equal(review(world), grace_ms);
    }
    open_at(world, world->now_ms - two_days_ms);
    assert_int_equal(review(world), grace_ms);
    world->now_ms += grace_ms;
    assert_int_equal(review(world), -1);
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_false(given.is_wanted);
}

static void quiet_of(struct world *world, int64_t *quiet_ms, int64_t *waiting_ms)
{
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 1, world->pool, &due);
    end(world);
    assert_int_equal(due.files_count, 1);
    *quiet_ms = due.files[0].quiet_ms;
    *waiting_ms = due.files[0].waiting_ms;
}

static void a_file_that_is_written_is_as_quiet_as_it_was(void **state)
{
    struct world *world = *state;
    int64_t quiet_ms;
    int64_t waiting_ms;
    see(world, "a.md");
    world->now_ms += 50;
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        quiet_of(world, &quiet_ms, &waiting_ms);
        assert_int_equal(quiet_ms, 50);
        assert_int_equal(waiting_ms, 50);
    }
}

/* The watcher read its clock before it was set back, and told afterwards. */
static void an_event_of_the_future_is_one_of_now(void **state)
{
    struct world *world = *state;
    struct item_entry entry = { .path = "a.md",
        .kind = ENTRY_FILE,
        .size = 10,
        .inode = 1,
        .changed_ms = world->now_ms + two_days_ms };
    struct message_entries_report report = { .changed = &entry, .changed_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
    world->now_ms += 300;
    int64_t quiet_ms;
    int64_t waiting_ms;
    quiet_of(world, &quiet_ms, &waiting_ms);
    assert_int_equal(quiet_ms, 300);
    assert_int_equal(waiting_ms, 300);
}

static void confluence_is_asked_for_changes_as_often_as_ever(void **state)
{
    struct world *world = *state;
    struct drift drift = { 0 };
    database_begin(world->database);
    database_set_number(world->database, "drift_checked_ms", world->now_ms);
    assert_int_equal(database_commit(world->database), 0);
    for (size_t i = 0; i < JUMPS; i++) {
        jump(world, jumps[i]);
        assert_int_equal(drift_due_ms(&drift, &world->ledger, 1), world->now_ms + hour_ms);
    }
    open_at(world, world->now_ms - two_days_ms);
    assert_int_equal(drift_due_ms(&drift, &world->ledger, 1), world->now_ms + hour_ms);
}

#define TODAY(name) cmocka_unit_test_setup_teardown(name, open_today, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TODAY(nobody_is_ended_for_a_clock_that_went_on),
        TODAY(a_page_is_tried_again_when_it_would_have_been),
        TODAY(an_intent_is_quiet_as_long_as_it_would_have_been),
        TODAY(a_deletion_has_its_grace_whatever_the_clock_shows),
        TODAY(a_file_that_is_written_is_as_quiet_as_it_was),
        TODAY(an_event_of_the_future_is_one_of_now),
        TODAY(confluence_is_asked_for_changes_as_often_as_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
