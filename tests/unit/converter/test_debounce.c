/* SPDX-License-Identifier: MIT */
#include "converter/debounce.h"

#include "tests/unit/test.h"

static const struct {
    int64_t quiet_ms;
    int64_t waiting_ms;
    int64_t debounce_ms;
    int64_t wait_ms;
} cases[] = {
    { 0, 0, 300, 300 },
    { 100, 100, 300, 200 },
    { 300, 300, 300, 0 },
    { 5000, 5000, 300, 0 },
    { 0, 0, 0, 0 },
    /* Written to again and again: taken all the same. */
    { 0, 9900, 300, 100 },
    { 0, 10000, 300, 0 },
    { 10, 99000, 300, 0 },
    /* A debounce that is longer than the longest wait. */
    { 0, 0, 60000, 10000 },
};

static void a_file_is_due_when_it_was_quiet_or_has_waited_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(
            debounce_wait_ms(cases[i].quiet_ms, cases[i].waiting_ms, cases[i].debounce_ms),
            cases[i].wait_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_due_when_it_was_quiet_or_has_waited_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
