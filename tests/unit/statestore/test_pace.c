/* SPDX-License-Identifier: MIT */
#include "statestore/pace.h"

#include "tests/unit/test.h"

static const struct pace_answer refused = {
    .status = 429, .retry_after_ms = 3000, .remaining = -1
};

static void auto_is_unlimited_until_the_server_speaks(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 1000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(pace_permit(&pace, 1000), 0);
}

static void a_fixed_rate_is_kept(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 5, 0);
    int64_t given = 0;
    for (int64_t now = 0; now < 10000; now += 10)
        given += pace_permit(&pace, now) == 0;
    assert_in_range(given, 48, 56);
}

static void a_429_blocks_everybody_for_as_long_as_it_says(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 0);
    for (int i = 0; i < 100; i++)
        pace_permit(&pace, 0);
    assert_true(pace_learn(&pace, &refused, 0));
    assert_int_equal(pace_permit(&pace, 0), 3000);
    assert_int_equal(pace_permit(&pace, 2999), 1);
    /* A hundred in ten seconds were carried: five a second is half of that. */
    int64_t given = 0;
    for (int64_t now = 3000; now < 5000; now += 5)
        given += pace_permit(&pace, now) == 0;
    assert_in_range(given, 8, 12);
}

static void one_block_reported_by_several_halves_once(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 0);
    for (int i = 0; i < 100; i++)
        pace_permit(&pace, 0);
    pace_learn(&pace, &refused, 0);
    double rate = pace.rate;
    pace_learn(&pace, &refused, 10);
    assert_true(pace.rate >= rate);
}

static void the_rate_grows_five_percent_a_second(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 0);
    for (int i = 0; i < 200; i++)
        pace_permit(&pace, 0);
    pace_learn(&pace, &refused, 0);
    double before = pace.rate;
    for (int64_t now = 4000; now <= 14000; now += 100)
        pace_permit(&pace, now);
    assert_true(pace.rate > before * 1.5 && pace.rate < before * 1.8);
}

static void one_refusal_at_the_start_of_a_run_does_not_make_it_creep(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 0);
    for (int i = 0; i < 3; i++)
        pace_permit(&pace, 0);
    pace_learn(&pace, &refused, 0);
    int64_t given = 0;
    for (int64_t now = 3000; now < 13000; now += 50)
        given += pace_permit(&pace, now) == 0;
    assert_in_range(given, 9, 14);
    /* One that follows is of a rate that was learned. */
    pace_learn(&pace, &refused, 13000);
    assert_true(pace.rate < 0.8);
}

static void refusals_without_end_are_told_from_a_busy_moment(void **state)
{
    (void)state;
    struct pace pace;
    struct pace_answer good = { .status = 200, .retry_after_ms = -1, .remaining = -1 };
    pace_start(&pace, 0, 0);
    for (int64_t now = 0; now <= 600000; now += 3000)
        pace_learn(&pace, &refused, now);
    assert_false(pace_is_refused_for(&pace, 600000, 600000));
    assert_true(pace_is_refused_for(&pace, 600000, 603000));
    pace_learn(&pace, &good, 603000);
    assert_false(pace_is_refused_for(&pace, 600000, 1300000));
}

static void absurd_delays_are_clamped(void **state)
{
    (void)state;
    struct pace pace;
    static const struct {
        int64_t said;
        int64_t waits;
    } cases[] = { { 0, 1000 }, { -1, 2000 }, { INT64_MAX, 3600 * 1000 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pace_start(&pace, 0, 0);
        struct pace_answer answer = {
            .status = 429, .retry_after_ms = cases[i].said, .remaining = -1
        };
        pace_learn(&pace, &answer, 0);
        assert_int_equal(pace_permit(&pace, 0), cases[i].waits);
    }
}

static void few_remaining_requests_slow_down(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 0, 0);
    for (int i = 0; i < 100; i++)
        pace_permit(&pace, 5000);
    struct pace_answer near = {
        .status = 200, .retry_after_ms = -1, .remaining = 2, .is_near_limit = true
    };
    pace.slowed_ms = -100000;
    assert_true(pace_learn(&pace, &near, 5000));
    assert_true(pace.rate > 4 && pace.rate < 6);
    assert_false(pace_learn(&pace, &near, 5001));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auto_is_unlimited_until_the_server_speaks),
        cmocka_unit_test(a_fixed_rate_is_kept),
        cmocka_unit_test(a_429_blocks_everybody_for_as_long_as_it_says),
        cmocka_unit_test(one_block_reported_by_several_halves_once),
        cmocka_unit_test(the_rate_grows_five_percent_a_second),
        cmocka_unit_test(one_refusal_at_the_start_of_a_run_does_not_make_it_creep),
        cmocka_unit_test(refusals_without_end_are_told_from_a_busy_moment),
        cmocka_unit_test(absurd_delays_are_clamped),
        cmocka_unit_test(few_remaining_requests_slow_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
