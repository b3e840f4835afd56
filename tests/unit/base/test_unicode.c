/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

static void titles_compare_without_case_form_and_blanks(void **state)
{
    (void)state;
    char *a = unicode_title_key("  Stra\xC3\x9F"
                                "e \t Caf\xC3\xA9 ");
    char *b = unicode_title_key("STRASSE cafe\xCC\x81");
    assert_string_equal(a, b);
    memory_free(&a);
    memory_free(&b);
}

static void lengths_count_utf16_units(void **state)
{
    (void)state;
    assert_int_equal(unicode_utf16_length("a\xF0\x9F\x98\x80"), 3);
    assert_int_equal(unicode_cut("a\xF0\x9F\x98\x80", 2), 1);
    assert_int_equal(unicode_cut("abc", 10), 3);
}

static void hostile_text_is_made_harmless(void **state)
{
    (void)state;
    char *shown = unicode_printable("a\x1b[2J\xff\xE2\x80\xAE");
    assert_string_equal(shown, "a?[2J\\xFF?");
    memory_free(&shown);
}

static void what_is_no_utf8_is_replaced(void **state)
{
    (void)state;
    static const char *const cases[][2] = { { "", "" }, { "caf\xc3\xa9", "caf\xc3\xa9" },
        { "\xff"
          "a\xc3",
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *repaired = unicode_repaired(cases[i][0]);
        assert_string_equal(repaired, cases[i][1]);
        memory_free(&repaired);
    }
}

static void width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(unicode_width("\xE3\x81\xAF"
                                   "a"),
        3);
    assert_int_equal(unicode_fit("\xE3\x81\xAF\xE3\x81\x98", 3), 3);
    assert_int_equal(unicode_valid_length("ab\xff", 3), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_compare_without_case_form_and_blanks),
        cmocka_unit_test(lengths_count_utf16_units),
        cmocka_unit_test(hostile_text_is_made_harmless),
        cmocka_unit_test(what_is_no_utf8_is_replaced),
        cmocka_unit_test(width_counts_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
