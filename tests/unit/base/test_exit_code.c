/* SPDX-License-Identifier: MIT */
#include "base/exit_code.h"

#include "tests/unit/test.h"

static void of_two_codes_the_one_that_goes_first_is_taken(void **state)
{
    (void)state;
    static const int order[] = { 130, 143, 2, 3, 4, 11, 6, 5, 9, 7, 10, 1, 8, 0 };
    enum { COUNT = sizeof order / sizeof order[0] };
    for (int i = 0; i < COUNT; i++) {
        for (int j = i; j < COUNT; j++) {
            assert_int_equal(exit_code_first(order[i], order[j]), order[i]);
            assert_int_equal(exit_code_first(order[j], order[i]), order[i]);
        }
    }
}

static void a_code_that_is_none_of_ours_is_a_failure(void **state)
{
    (void)state;
    assert_int_equal(exit_code_first(137, 0), EXIT_CODE_FAILURE);
    assert_int_equal(exit_code_first(0, 99), EXIT_CODE_FAILURE);
    assert_int_equal(exit_code_first(99, 10), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_two_codes_the_one_that_goes_first_is_taken),
        cmocka_unit_test(a_code_that_is_none_of_ours_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
