/* SPDX-License-Identifier: MIT */
#include "ledger/titles.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "tests/unit/test.h"

#include <string.h>

static const char *const parents[] = { "Guide", "User" };
static const struct title_context context = { parents, 2, "intro" };

static void candidates_name_the_parents_then_the_file_then_count(void **state)
{
    (void)state;
    static const char *const expected[] = { "Overview", "Overview (Guide)",
        "Overview (Guide, User)", "Overview (intro)", "Overview (2)", "Overview (3)" };
    for (size_t i = 0; i < 6; i++) {
        char *title = title_candidate("Overview", &context, i);
        assert_string_equal(title, expected[i]);
        memory_free(&title);
    }
}

static void long_titles_are_cut_before_the_suffix(void **state)
{
    (void)state;
    char raw[400];
    memset(raw, 'x', sizeof raw - 1);
    raw[sizeof raw - 1] = '\0';
    for (size_t attempt = 0; attempt < 4; attempt++) {
        char *title = title_candidate(raw, &context, attempt);
        assert_int_equal(unicode_utf16_length(title), TITLE_MAX_UNITS);
        memory_free(&title);
    }
    const char *const wide[] = { raw };
    const struct title_context wide_context = { wide, 1, "x" };
    char *title = title_candidate("Overview", &wide_context, 1);
    assert_true(unicode_utf16_length(title) <= TITLE_MAX_UNITS);
    assert_int_equal(strncmp(title, "Overview (xxx", 13), 0);
    memory_free(&title);
}

static void every_candidate_follows_and_nothing_else(void **state)
{
    (void)state;
    char raw[400];
    memset(raw, 'x', sizeof raw - 1);
    raw[sizeof raw - 1] = '\0';
    for (size_t attempt = 0; attempt < 6; attempt++) {
        char *title = title_candidate(raw, &context, attempt);
        assert_true(title_follows(raw, title));
        assert_false(title_follows("Overview", title));
        memory_free(&title);
        title = title_candidate("Overview", &context, attempt);
        assert_true(title_follows("Overview", title));
        assert_false(title_follows("Over", title));
        memory_free(&title);
    }
    assert_false(title_follows("Overview", "Over\xE2\x80\xA6 (Guide)"));
    assert_false(title_follows("Overview", "Overview of it"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_name_the_parents_then_the_file_then_count),
        cmocka_unit_test(long_titles_are_cut_before_the_suffix),
        cmocka_unit_test(every_candidate_follows_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
