/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/memory.h"
#include "tests/unit/test.h"

static void nothing_is_added_past_the_limit(void **state)
{
    (void)state;
    struct text text = text_new(4);
    text_add_string(&text, "abcd");
    assert_false(text.overflowed);
    text_add_char(&text, 'e');
    assert_true(text.overflowed);
    assert_string_equal(text.data, "abcd");
    text_free(&text);
    text_free(&text);
}

static void an_empty_text_can_be_read_and_taken(void **state)
{
    (void)state;
    struct text text = text_new(100);
    assert_string_equal(text.data, "");
    char *taken = text_take(&text);
    assert_string_equal(taken, "");
    memory_free(&taken);
}

static void formats_and_cuts(void **state)
{
    (void)state;
    struct text text = text_new(100);
    text_add_format(&text, "%d-%s", 7, "x");
    text_cut(&text, 1);
    text_add(&text, "a\0b", 3);
    assert_int_equal(text.length, 4);
    assert_memory_equal(text.data, "7a\0b", 5);
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_added_past_the_limit),
        cmocka_unit_test(an_empty_text_can_be_read_and_taken),
        cmocka_unit_test(formats_and_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
