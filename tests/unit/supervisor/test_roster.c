/* SPDX-License-Identifier: MIT */
#include "supervisor/roster.h"

#include "tests/unit/supervisor/named.h"
#include "tests/unit/test.h"

static struct roster roster;

static void set(const char *name, enum lifecycle_state state)
{
    named(&roster, name)->life.state = state;
}

static void first_are_ready(void)
{
    static const char *const first[] = { "statestore", "watcher", "converter", "uploader-1" };
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        set(first[i], LIFECYCLE_ready);
}

static bool may_start(const char *name)
{
    return roster_may_start(&roster, named(&roster, name));
}

static bool may_stop(const char *name)
{
    return roster_may_stop(&roster, named(&roster, name));
}

static void one_of_each_kind_starts_at_once(void **state)
{
    (void)state;
    roster_set_up(&roster, 2);
    assert_true(may_start("statestore"));
    assert_true(may_start("watcher"));
    assert_true(may_start("converter"));
    assert_true(may_start("uploader-1"));
    assert_false(may_start("uploader-2"));
    assert_ptr_equal(&roster.members[0], named(&roster, "statestore"));
    assert_ptr_equal(&roster.members[1], named(&roster, "watcher"));
}

static void the_other_uploaders_wait_for_the_store(void **state)
{
    (void)state;
    roster_set_up(&roster, 2);
    set("converter", LIFECYCLE_ready);
    set("watcher", LIFECYCLE_ready);
    set("uploader-1", LIFECYCLE_ready);
    set("statestore", LIFECYCLE_starting);
    assert_false(may_start("uploader-2"));
    set("statestore", LIFECYCLE_waiting);
    assert_false(may_start("uploader-2"));
    set("statestore", LIFECYCLE_ready);
    assert_true(may_start("uploader-2"));
}

static void they_wait_for_the_rest_but_not_for_the_broken(void **state)
{
    (void)state;
    roster_set_up(&roster, 2);
    set("statestore", LIFECYCLE_ready);
    set("converter", LIFECYCLE_held);
    set("uploader-1", LIFECYCLE_ready);
    set("watcher", LIFECYCLE_starting);
    assert_false(may_start("uploader-2"));
    set("watcher", LIFECYCLE_waiting);
    assert_true(may_start("uploader-2"));
    roster.is_up = true;
    set("statestore", LIFECYCLE_waiting);
    assert_true(may_start("uploader-2"));
}

static void the_other_uploaders_start_one_by_one(void **state)
{
    (void)state;
    roster_set_up(&roster, 4);
    first_are_ready();
    set("uploader-2", LIFECYCLE_starting);
    assert_false(may_start("uploader-3"));
    set("uploader-2", LIFECYCLE_waiting);
    assert_true(may_start("uploader-3"));
    assert_false(may_start("uploader-4"));
    roster.is_up = true;
    assert_true(may_start("uploader-4"));
}

static void only_so_many_uploaders_are_wanted(void **state)
{
    (void)state;
    roster_set_up(&roster, 2);
    assert_true(roster_is_wanted(&roster, named(&roster, "uploader-2")));
    assert_false(roster_is_wanted(&roster, named(&roster, "uploader-3")));
    assert_true(may_stop("uploader-3"));
    assert_false(may_stop("watcher"));
    roster_set_up(&roster, 0);
    assert_false(roster_is_wanted(&roster, named(&roster, "uploader-1")));
    assert_true(roster_is_wanted(&roster, named(&roster, "watcher")));
}

static void stages_stop_from_the_files_to_the_store(void **state)
{
    (void)state;
    roster_set_up(&roster, 1);
    first_are_ready();
    roster.is_stopping = true;
    assert_true(may_stop("watcher"));
    assert_true(may_stop("converter"));
    assert_false(may_stop("uploader-1"));
    assert_false(may_stop("statestore"));
    set("watcher", LIFECYCLE_down);
    assert_false(may_stop("uploader-1"));
    set("converter", LIFECYCLE_down);
    roster.is_closing = true;
    assert_false(may_stop("uploader-1"));
    roster.is_closing = false;
    assert_true(may_stop("uploader-1"));
    assert_false(may_stop("statestore"));
    set("uploader-1", LIFECYCLE_down);
    assert_true(may_stop("statestore"));
    assert_false(roster_is_down(&roster));
    set("statestore", LIFECYCLE_down);
    assert_true(roster_is_down(&roster));
}

static void a_stage_that_said_its_last_holds_up_nobody(void **state)
{
    (void)state;
    roster_set_up(&roster, 1);
    first_are_ready();
    roster.is_stopping = true;
    set("converter", LIFECYCLE_down);
    set("watcher", LIFECYCLE_stopping);
    assert_false(may_stop("uploader-1"));
    named(&roster, "watcher")->has_ended = true;
    assert_true(may_stop("uploader-1"));
    set("uploader-1", LIFECYCLE_stopping);
    assert_false(may_stop("statestore"));
    named(&roster, "uploader-1")->has_ended = true;
    assert_true(may_stop("statestore"));
    set("statestore", LIFECYCLE_down);
    assert_false(roster_is_down(&roster));
}

static void stages_are_found_by_pid(void **state)
{
    (void)state;
    roster_set_up(&roster, 1);
    assert_null(roster_find_pid(&roster, 0));
    named(&roster, "uploader-32")->child.pid = 77;
    assert_ptr_equal(roster_find_pid(&roster, 77), named(&roster, "uploader-32"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_each_kind_starts_at_once),
        cmocka_unit_test(the_other_uploaders_wait_for_the_store),
        cmocka_unit_test(they_wait_for_the_rest_but_not_for_the_broken),
        cmocka_unit_test(the_other_uploaders_start_one_by_one),
        cmocka_unit_test(only_so_many_uploaders_are_wanted),
        cmocka_unit_test(stages_stop_from_the_files_to_the_store),
        cmocka_unit_test(a_stage_that_said_its_last_holds_up_nobody),
        cmocka_unit_test(stages_are_found_by_pid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
