/* SPDX-License-Identifier: MIT */
#include "base/diagnostic.h"

#include "tests/unit/test.h"

#include <string.h>

static void the_line_is_quoted_and_marked(void **state)
{
    (void)state;
    static const char source[] = "version: 1\nspcae: DOCS\n";
    struct diagnostic d = { .severity = DIAGNOSTIC_ERROR,
        .code = "CM-CONF-02",
        .message = "unknown key `spcae`",
        .file = "cmsync.yaml",
        .line = 2,
        .column = 1,
        .length = 5,
        .help = "did you mean `space`?" };
    struct text out = text_new(10000);
    diagnostic_print(&d, source, strlen(source), &out);
    assert_string_equal(out.data, "error[CM-CONF-02]: unknown key `spcae`\n"
                                  "  --> cmsync.yaml:2:1\n"
                                  "   |\n"
                                  " 2 | spcae: DOCS\n"
                                  "   | ^^^^^\n"
                                  "   |\n"
                                  "   = help: did you mean `space`?\n");
    text_free(&out);
}

static void near_words_are_suggested_and_far_ones_not(void **state)
{
    (void)state;
    static const char *const words[] = { "space", "root_page", "url" };
    assert_string_equal(diagnostic_suggest("spcae", words, 3), "space");
    assert_null(diagnostic_suggest("colour", words, 3));
}

static void a_long_line_is_cut_around_the_mark(void **state)
{
    (void)state;
    char source[600];
    memset(source, '-', 500);
    memcpy(source + 300, "nope.md", 7);
    source[500] = '\n';
    struct diagnostic d = { .severity = DIAGNOSTIC_WARNING,
        .message = "missing",
        .file = "a.md",
        .line = 1,
        .column = 301,
        .length = 7 };
    struct text out = text_new(10000);
    diagnostic_print(&d, source, 501, &out);
    const char *quote = strstr(out.data, " 1 | ...");
    assert_non_null(quote);
    const char *marks = strstr(quote, "^^^^^^^\n");
    assert_non_null(marks);
    const char *word = strstr(quote, "nope.md");
    assert_non_null(word);
    const char *marks_line = strstr(quote, "\n") + 1;
    assert_int_equal(word - quote, marks - marks_line);
    text_free(&out);
}

static void words_of_another_case_are_near_and_half_other_words_not(void **state)
{
    (void)state;
    static const char *const words[] = { "one", "two", "setup-guide" };
    assert_string_equal(diagnostic_suggest("TWO", words, 3), "two");
    assert_string_equal(diagnostic_suggest("Setup-Giude", words, 3), "setup-guide");
    assert_null(diagnostic_suggest("nope", words, 3));
}

static void places_count_characters(void **state)
{
    (void)state;
    size_t line = 0;
    size_t column = 0;
    diagnostic_place("a\n\xC3\xA9x", 4, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_quoted_and_marked),
        cmocka_unit_test(near_words_are_suggested_and_far_ones_not),
        cmocka_unit_test(a_long_line_is_cut_around_the_mark),
        cmocka_unit_test(words_of_another_case_are_near_and_half_other_words_not),
        cmocka_unit_test(places_count_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
