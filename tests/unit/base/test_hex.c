/* SPDX-License-Identifier: MIT */
#include "base/hex.h"
#include "tests/unit/test.h"

#include <string.h>

static void every_byte_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        const unsigned char bytes[] = { (unsigned char)i, (unsigned char)(255 - i) };
        unsigned char back[2];
        char hex[5];
        hex_print(bytes, sizeof bytes, hex);
        assert_int_equal(strlen(hex), 4);
        assert_true(hex_read(hex, back, sizeof back));
        assert_memory_equal(back, bytes, sizeof bytes);
    }
}

static void what_is_no_digit_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "0", "0g", "g0", "00", "00f", "00F0", "0x00" };
    unsigned char bytes[2];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(hex_read(bad[i], bytes, sizeof bytes));
}

static void a_digit_counts_in_either_case(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++)
        assert_int_equal(hex_value(digits[i]), i);
    assert_int_equal(hex_value('A'), 10);
    assert_int_equal(hex_value('F'), 15);
    assert_int_equal(hex_value('G'), -1);
    assert_int_equal(hex_value('`'), -1);
    assert_int_equal(hex_value('\0'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(what_is_no_digit_is_refused),
        cmocka_unit_test(a_digit_counts_in_either_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
