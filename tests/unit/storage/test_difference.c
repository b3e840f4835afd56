/* SPDX-License-Identifier: MIT */
#include "storage/difference.h"

#include "base/text.h"
#include "tests/unit/test.h"

#include <string.h>

static struct difference_side side(const char *name, const char *text)
{
    return (struct difference_side){ .name = name, .text = text, .length = strlen(text) };
}

static void a_changed_line_is_shown_with_its_surroundings(void **state)
{
    (void)state;
    struct difference_side before = side("page", "one\ntwo\nthree\n");
    struct difference_side after = side("file", "one\n2\nthree");
    struct text out = text_new(DIFFERENCE_MAX_BYTES);
    assert_int_equal(difference_add(&before, &after, false, &out), 4);
    assert_string_equal(
        out.data, "--- page\n+++ file\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n");
    text_free(&out);
}

static void equal_texts_have_no_difference(void **state)
{
    (void)state;
    struct difference_side before = side("page", "one\n");
    struct difference_side after = side("file", "one\n");
    struct difference_side none = side("none", "");
    struct text out = text_new(DIFFERENCE_MAX_BYTES);
    assert_int_equal(difference_add(&before, &after, false, &out), 0);
    assert_int_equal(difference_add(&none, &none, false, &out), 0);
    assert_int_equal(out.length, 0);
    assert_int_equal(difference_add(&none, &after, false, &out), 1);
    text_free(&out);
}

static void changes_of_both_sides_come_together(void **state)
{
    (void)state;
    struct difference_side base = side("base", "a\nb\nc\nd\ne\n");
    struct difference_side mine = side("mine", "A\nb\nc\nd\ne\n");
    struct difference_side theirs = side("theirs", "a\nb\nc\nd\nE\n");
    struct text out = text_new(DIFFERENCE_MAX_BYTES);
    assert_int_equal(difference_merge(&base, &mine, &theirs, &out), 0);
    assert_string_equal(out.data, "A\nb\nc\nd\nE\n");
    text_cut(&out, 0);
    theirs = side("theirs", "x\nb\nc\nd\ne\n");
    assert_int_equal(difference_merge(&base, &mine, &theirs, &out), 1);
    assert_string_equal(
        out.data, "<<<<<<< mine\nA\n||||||| base\na\n=======\nx\n>>>>>>> theirs\nb\nc\nd\ne\n");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_line_is_shown_with_its_surroundings),
        cmocka_unit_test(equal_texts_have_no_difference),
        cmocka_unit_test(changes_of_both_sides_come_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
