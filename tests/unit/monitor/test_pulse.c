/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/pulse.h"

static void beat(struct pulse *pulse, int64_t second, int64_t open, int64_t requests, bool waits)
{
    pulse_beat(pulse,
        &(struct pulse_beat){
            .at_ms = second * 1000, .open = open, .requests = requests, .is_waiting = waits });
}

static void a_rate_needs_a_few_seconds(void **state)
{
    (void)state;
    struct pulse pulse = { 0 };
    assert_int_equal(pulse_rate_tenths(&pulse, 1000), -1);
    beat(&pulse, 100, 50, 0, false);
    beat(&pulse, 102, 40, 20, false);
    assert_int_equal(pulse_rate_tenths(&pulse, 102000), -1);
    beat(&pulse, 110, 0, 70, false);
    assert_int_equal(pulse_rate_tenths(&pulse, 110000), 70);
}

static void what_is_left_follows_from_what_was_done(void **state)
{
    (void)state;
    struct pulse pulse = { 0 };
    int64_t least = 0;
    int64_t most = 0;
    beat(&pulse, 100, 200, 0, false);
    beat(&pulse, 110, 100, 100, false);
    assert_true(pulse_left(&pulse, 110000, &least, &most));
    assert_int_equal(least, 8000);
    assert_int_equal(most, 12000);
    beat(&pulse, 120, 0, 200, false);
    assert_false(pulse_left(&pulse, 120000, &least, &most));
}

static void a_new_run_counts_from_nothing(void **state)
{
    (void)state;
    struct pulse pulse = { 0 };
    beat(&pulse, 100, 10, 500, false);
    beat(&pulse, 110, 10, 600, false);
    beat(&pulse, 112, 99, 3, false);
    assert_int_equal(pulse_rate_tenths(&pulse, 112000), -1);
}

static void waits_are_counted_and_measured(void **state)
{
    (void)state;
    struct pulse pulse = { 0 };
    beat(&pulse, 100, 10, 1, true);
    beat(&pulse, 101, 10, 1, true);
    beat(&pulse, 110, 10, 1, false);
    beat(&pulse, 120, 10, 2, true);
    beat(&pulse, 123, 10, 2, false);
    assert_int_equal(pulse.waits, 2);
    assert_int_equal(pulse.waited_ms, 13000);
    assert_int_equal(pulse.longest_ms, 10000);
}

static void the_ring_turns(void **state)
{
    (void)state;
    struct pulse pulse = { 0 };
    for (int i = 0; i < 3 * PULSE_BEATS; i++)
        beat(&pulse, i, 5000 - i, i * 2, false);
    assert_int_equal(pulse.count, PULSE_BEATS);
    assert_int_equal(pulse_rate_tenths(&pulse, (3 * PULSE_BEATS - 1) * 1000L), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_needs_a_few_seconds),
        cmocka_unit_test(what_is_left_follows_from_what_was_done),
        cmocka_unit_test(a_new_run_counts_from_nothing),
        cmocka_unit_test(waits_are_counted_and_measured),
        cmocka_unit_test(the_ring_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
