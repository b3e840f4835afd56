/* SPDX-License-Identifier: MIT */
#include "ledger/errands.h"

#include "tests/unit/test.h"

static struct errands errands;

static int empty(void **state)
{
    (void)state;
    errands_free(&errands);
    return 0;
}

static int64_t add(int64_t page, int64_t number)
{
    char path[] = "a.md";
    char page_id[] = "7";
    struct errand wish = { .kind = ERRAND_LOOK, .page = page, .path = path, .page_id = page_id };
    return errands_add(&errands, &wish, number, 0);
}

static struct message report(enum lease_outcome outcome)
{
    static struct item_remote_page page = { .id = "7",
        .status = "current",
        .title = "A",
        .parent_id = "1",
        .version = 3,
        .author = "ann" };
    struct message message = { .type = MESSAGE_errand_report };
    message.errand_report.outcome = outcome;
    message.errand_report.pages = &page;
    message.errand_report.pages_count = outcome == LEASE_DONE;
    return message;
}

static void an_answer_is_kept_until_it_is_forgotten(void **state)
{
    (void)state;
    assert_false(errands_are_going(&errands));
    assert_int_equal(add(1, 10), 10);
    struct errand *errand = errands_waiting(&errands, false);
    assert_non_null(errand);
    assert_true(errands_are_going(&errands));
    errands_give(errand, 42);
    assert_true(errands_are_going(&errands));
    assert_null(errands_waiting(&errands, false));
    assert_ptr_equal(errands_of_pid(&errands, 42), errand);
    struct message done = report(LEASE_DONE);
    assert_true(errands_take(errand, &done, 1000));
    assert_int_equal(errands_count_out(&errands), 0);
    assert_false(errands_are_going(&errands));
    errands_expire(&errands, 1000 + ERRANDS_KEPT_MS);
    errand = errands_find(&errands, 10);
    assert_non_null(errand);
    assert_string_equal(errand->found.errand_report.pages[0].title, "A");
    errands_expire(&errands, 1001 + ERRANDS_KEPT_MS);
    assert_null(errands_find(&errands, 10));
}

static void two_people_who_look_at_one_page_share_a_look(void **state)
{
    (void)state;
    assert_int_equal(add(1, 10), 10);
    assert_int_equal(add(1, 11), 10);
    assert_int_equal(add(2, 12), 12);
    errands_give(errands_waiting(&errands, false), 42);
    /* What is in work may have read the page before it changed. */
    assert_int_equal(add(1, 13), 13);
}

static void a_dead_holder_is_followed_by_another(void **state)
{
    (void)state;
    add(1, 10);
    for (int i = 0; i < ERRANDS_TRIES; i++) {
        struct errand *errand = errands_waiting(&errands, false);
        assert_non_null(errand);
        errands_give(errand, 42);
        errands_release(&errands, 42, 0);
    }
    struct errand *errand = errands_find(&errands, 10);
    assert_int_equal(errand->state, ERRAND_DONE);
    assert_string_equal(errand->found.errand_report.code, "crashes");
}

static void what_met_no_server_is_tried_again_and_then_said(void **state)
{
    (void)state;
    add(1, 10);
    struct errand *errand = errands_waiting(&errands, false);
    struct message failed = report(LEASE_RETRY);
    for (int i = 1; i < ERRANDS_TRIES; i++) {
        errands_give(errand, 42);
        assert_false(errands_take(errand, &failed, 0));
        assert_int_equal(errand->state, ERRAND_WAITING);
    }
    errands_give(errand, 42);
    assert_true(errands_take(errand, &failed, 0));
    assert_int_equal(errand->found.errand_report.outcome, LEASE_RETRY);
}

static void what_is_put_back_costs_no_try(void **state)
{
    (void)state;
    add(1, 10);
    for (int i = 0; i <= ERRANDS_TRIES; i++) {
        struct errand *errand = errands_waiting(&errands, false);
        assert_non_null(errand);
        errands_give(errand, 42);
        errands_put_back(errand);
        assert_null(errands_of_pid(&errands, 42));
    }
}

static void there_are_not_more_than_a_few(void **state)
{
    (void)state;
    for (int64_t i = 1; i <= ERRANDS_MAX; i++)
        assert_int_equal(add(i, 100 + i), 100 + i);
    assert_int_equal(add(1000, 1000), 0);
    struct errand *errand = errands_waiting(&errands, false);
    errands_give(errand, 42);
    struct message done = report(LEASE_DONE);
    assert_true(errands_take(errand, &done, 5));
    assert_int_equal(add(1000, 1000), 1000);
    assert_null(errands_find(&errands, 101));
}

/* Answers, errands that were dropped, new ones in their place: all as before, and nothing lost
   (the sanitizers count). */
static void a_batch_that_fails_leaves_them_as_they_were(void **state)
{
    (void)state;
    struct message found = report(LEASE_DONE);
    add(1, 10);
    add(2, 20);
    errands_give(errands_find(&errands, 20), 42);
    add(3, 30);
    assert_true(errands_take(errands_find(&errands, 30), &found, 5));
    errands_begin(&errands);
    errands_drop(&errands, errands_find(&errands, 10));
    add(4, 40);
    errands_drop(&errands, errands_find(&errands, 40));
    add(5, 50);
    assert_true(errands_take(errands_find(&errands, 20), &found, 6));
    errands_drop(&errands, errands_find(&errands, 30));
    errands_undo(&errands);
    assert_null(errands_find(&errands, 40));
    assert_null(errands_find(&errands, 50));
    assert_int_equal(errands_find(&errands, 10)->state, ERRAND_WAITING);
    assert_string_equal(errands_find(&errands, 10)->path, "a.md");
    assert_int_equal(errands_find(&errands, 20)->state, ERRAND_OUT);
    assert_int_equal(errands_find(&errands, 20)->pid, 42);
    struct errand *done = errands_find(&errands, 30);
    assert_int_equal(done->state, ERRAND_DONE);
    assert_string_equal(done->found.errand_report.pages[0].author, "ann");
}

static void a_batch_that_is_kept_frees_what_it_dropped(void **state)
{
    (void)state;
    struct message found = report(LEASE_DONE);
    add(1, 10);
    add(2, 20);
    errands_begin(&errands);
    errands_drop(&errands, errands_find(&errands, 10));
    add(3, 30);
    assert_true(errands_take(errands_find(&errands, 20), &found, 6));
    errands_settle(&errands);
    assert_null(errands_find(&errands, 10));
    assert_string_equal(errands_find(&errands, 30)->path, "a.md");
    assert_string_equal(errands_find(&errands, 20)->found.errand_report.pages[0].author, "ann");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_batch_that_fails_leaves_them_as_they_were, empty),
        cmocka_unit_test_setup(a_batch_that_is_kept_frees_what_it_dropped, empty),
        cmocka_unit_test_setup(an_answer_is_kept_until_it_is_forgotten, empty),
        cmocka_unit_test_setup(two_people_who_look_at_one_page_share_a_look, empty),
        cmocka_unit_test_setup(a_dead_holder_is_followed_by_another, empty),
        cmocka_unit_test_setup(what_met_no_server_is_tried_again_and_then_said, empty),
        cmocka_unit_test_setup(what_is_put_back_costs_no_try, empty),
        cmocka_unit_test_setup_teardown(there_are_not_more_than_a_few, empty, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
