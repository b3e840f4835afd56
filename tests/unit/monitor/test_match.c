/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/match.h"

#include <stdlib.h>

static bool fits(const char *filter, const char *path, const char *title, char letter, long age_ms)
{
    struct match *match = match_new(filter);
    bool result = match_fits(match,
        &(struct match_subject){ .name = path, .text = title, .letter = letter, .age_ms = age_ms });
    match_free(&match);
    return result;
}

static void all_words_have_to_fit(void **state)
{
    (void)state;
    assert_true(fits("", "guide/a.md", "Start", '=', 0));
    assert_true(fits("guide start", "guide/a.md", "Start", '=', 0));
    assert_false(fits("guide stop", "guide/a.md", "Start", '=', 0));
    assert_true(fits("  guide  ", "guide/a.md", "Start", '=', 0));
}

static void capitals_count_when_one_is_typed(void **state)
{
    (void)state;
    assert_true(fits("start", "a.md", "Start", '=', 0));
    assert_false(fits("START", "a.md", "Start", '=', 0));
}

static void not_letters_ages_and_patterns(void **state)
{
    (void)state;
    assert_false(fits("!guide", "guide/a.md", "", '=', 0));
    assert_true(fits("s:UE", "a.md", "", 'E', 0));
    assert_true(fits("s:u", "a.md", "", 'U', 0));
    assert_false(fits("!s:UE", "a.md", "", 'E', 0));
    assert_true(fits("age:<1h", "a.md", "", '=', 59 * 60 * 1000L));
    assert_false(fits("age:<1h", "a.md", "", '=', 61 * 60 * 1000L));
    assert_true(fits("age:>2m", "a.md", "", '=', 3 * 60 * 1000L));
    assert_false(fits("age:<1d", "a.md", "", '=', -1));
    assert_true(fits("re:^api/.*\\.md$", "api/x.md", "", '=', 0));
    assert_false(fits("re:^api/", "guide/api/x.md", "", '=', 0));
}

static void what_is_no_expression_yet_is_text(void **state)
{
    (void)state;
    assert_true(fits("re:(", "a re:( b", "", '=', 0));
    assert_true(fits("s:", "a.md", "", '=', 0));
    assert_true(fits("!", "wow!.md", "", '=', 0));
}

static void small_letters_find_other_scripts(void **state)
{
    (void)state;
    char *lower = match_lower("\xC3\x89t\xC3\xA9.md", "Sommer");
    struct match *match = match_new("\xC3\xA9t\xC3\xA9");
    assert_true(match_fits(match,
        &(struct match_subject){ .name = "\xC3\x89t\xC3\xA9.md", .text = "", .lower = lower }));
    match_free(&match);
    free(lower);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_words_have_to_fit),
        cmocka_unit_test(capitals_count_when_one_is_typed),
        cmocka_unit_test(not_letters_ages_and_patterns),
        cmocka_unit_test(what_is_no_expression_yet_is_text),
        cmocka_unit_test(small_letters_find_other_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
