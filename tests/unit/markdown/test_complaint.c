/* SPDX-License-Identifier: MIT */
#include "markdown/complaint.h"

#include "tests/unit/test.h"

#include <string.h>

static void expect_relative(const char *folder, const char *path, const char *address)
{
    struct text out = text_new(1000);
    complaint_relative(folder, path, &out);
    assert_string_equal(out.data, address);
    text_free(&out);
}

static void addresses_are_relative_to_the_folder(void **state)
{
    (void)state;
    expect_relative("", "a.md", "a.md");
    expect_relative("", "guide/a.md", "guide/a.md");
    expect_relative("guide", "guide/a.md", "a.md");
    expect_relative("guide", "a.md", "../a.md");
    expect_relative("guide", "guided/a.md", "../guided/a.md");
    expect_relative("a/b", "a/bc/x.md", "../bc/x.md");
    expect_relative("a/b/c", "a/x.md", "../../x.md");
    expect_relative("a/b", "c/d/x.md", "../../c/d/x.md");
}

static void the_place_is_where_the_target_stands(void **state)
{
    (void)state;
    static const char source[] = "one\n\xC3\xA4\xC3\xA4 [x](../gone.md#part) y\n";
    const struct reference reference = { .line = 2, .target = "gone.md", .fragment = "part" };
    struct diagnostic found =
        complaint_of(&reference, REFERENCE_TARGET_MISSING, source, sizeof source - 1);
    assert_string_equal(found.code, "CM-LINK-01");
    assert_int_equal(found.column, 11);
    assert_int_equal(found.length, 7);
    found = complaint_of(&reference, REFERENCE_FRAGMENT_MISSING, source, sizeof source - 1);
    assert_int_equal(found.column, 19);
    /* A line that is not there, a source that is not there, an encoded name. */
    const struct reference beyond = { .line = 9, .target = "gone.md", .fragment = "" };
    assert_int_equal(complaint_of(&beyond, REFERENCE_TARGET_MISSING, source, 5).column, 0);
    assert_int_equal(complaint_of(&beyond, REFERENCE_FRAGMENT_MISSING, NULL, 0).column, 0);
    const struct reference nowhere = { .line = 0, .target = "", .fragment = "" };
    assert_int_equal(complaint_of(&nowhere, REFERENCE_IMAGE_MISSING, source, 5).column, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_relative_to_the_folder),
        cmocka_unit_test(the_place_is_where_the_target_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
