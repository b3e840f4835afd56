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

static void the_place_of_folders_wiki_links_and_namesakes_is_found(void **state)
{
    (void)state;
    static const char source[] = "[x](empty/) [[nope]]\n";
    const struct reference folder = { .line = 1, .target = "guide/empty/", .fragment = "" };
    struct diagnostic found =
        complaint_of(&folder, REFERENCE_TARGET_MISSING, source, sizeof source - 1);
    assert_int_equal(found.column, 5);
    assert_int_equal(found.length, 5);
    static const char twice[] = "[gone.md](gone.md)\n";
    const struct reference gone = { .line = 1, .target = "gone.md", .fragment = "" };
    found = complaint_of(&gone, REFERENCE_TARGET_MISSING, twice, sizeof twice - 1);
    assert_int_equal(found.column, 11);
    const struct reference wiki = { .line = 1, .target = "nope.md", .fragment = "" };
    found = complaint_of(&wiki, REFERENCE_TARGET_MISSING, source, sizeof source - 1);
    assert_int_equal(found.column, 15);
    assert_int_equal(found.length, 4);
}

static void a_file_s_extension_makes_no_name_near(void **state)
{
    (void)state;
    static const char *const names[] = { "one.md", "two.md", "install.html", "instal.png" };
    assert_null(complaint_suggest_name("nope.md", names, 4));
    assert_string_equal(complaint_suggest_name("TWO.md", names, 4), "two.md");
    assert_string_equal(complaint_suggest_name("two.html", names, 4), "two.md");
    assert_string_equal(complaint_suggest_name("install.png", names, 4), "instal.png");
    assert_null(complaint_suggest_name("", names, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_relative_to_the_folder),
        cmocka_unit_test(the_place_is_where_the_target_stands),
        cmocka_unit_test(the_place_of_folders_wiki_links_and_namesakes_is_found),
        cmocka_unit_test(a_file_s_extension_makes_no_name_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
