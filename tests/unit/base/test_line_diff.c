/* SPDX-License-Identifier: MIT */
#include "base/line_diff.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static void differ(const char *old, const char *new, const char *expected)
{
    struct text out = text_new(100000);
    line_diff_print(old, new, &out);
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static void equal_texts_have_no_difference(void **state)
{
    (void)state;
    differ("", "", "");
    differ("a\nb\n", "a\nb\n", "");
}

static void a_change_is_shown_with_three_lines_around(void **state)
{
    (void)state;
    differ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    differ("", "a\n", "@@ -0,0 +1,1 @@\n+a\n");
    differ("a\n", "", "@@ -1,1 +0,0 @@\n-a\n");
    differ("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ no end of line\n+a\n");
}

static void changes_far_apart_are_two_hunks(void **state)
{
    (void)state;
    differ("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nb\nc\n",
        "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,3 +7,4 @@\n 6\n 7\n b\n+c\n");
    differ("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
        "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
}

static void lines_that_only_moved_are_few(void **state)
{
    (void)state;
    differ("x\na\nb\nc\ny\n", "x\nb\nc\na\ny\n", "@@ -1,5 +1,5 @@\n x\n-a\n b\n c\n+a\n y\n");
}

/* The kept and added lines are the new text, the kept and taken ones the old, of many texts. */
static void a_difference_leads_from_one_text_to_the_other(void **state)
{
    (void)state;
    unsigned int seed = 7;
    for (int round = 0; round < 300; round++) {
        char texts[2][64] = { "", "" };
        for (int side = 0; side < 2; side++) {
            seed = seed * 1103515245U + 12345U;
            for (unsigned int i = 0; i < (seed >> 16) % 12; i++) {
                char line[] = { (char)('a' + (seed >> (i + 3)) % 4), '\n', '\0' };
                strcat(texts[side], line);
            }
        }
        struct text out = text_new(100000);
        line_diff_print(texts[0], texts[1], &out);
        char old[64] = "";
        char new[64] = "";
        for (const char *line = out.data; *line != '\0'; line = strchr(line, '\n') + 1) {
            if (*line == ' ' || *line == '-')
                strncat(old, line + 1, 2);
            if (*line == ' ' || *line == '+')
                strncat(new, line + 1, 2);
        }
        if (out.length > 0) {
            assert_non_null(strstr(texts[0], old));
            assert_non_null(strstr(texts[1], new));
        } else {
            assert_string_equal(texts[0], texts[1]);
        }
        text_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_no_difference),
        cmocka_unit_test(a_change_is_shown_with_three_lines_around),
        cmocka_unit_test(changes_far_apart_are_two_hunks),
        cmocka_unit_test(lines_that_only_moved_are_few),
        cmocka_unit_test(a_difference_leads_from_one_text_to_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
