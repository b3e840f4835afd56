/* SPDX-License-Identifier: MIT */
#include "base/path.h"

#include "base/memory.h"
#include "tests/unit/test.h"

static const struct {
    const char *folder;
    const char *relative;
    const char *resolved; /* NULL: refused */
} cases[] = {
    { "", "a.md", "a.md" },
    { "guide", "a.md", "guide/a.md" },
    { "guide", "./a.md", "guide/a.md" },
    { "guide/deep", "../../a.md", "a.md" },
    { "guide", "../..", NULL },
    { "guide", "..", "" },
    { "guide", "/a.md", "a.md" },
    { "guide", "x//y/./z", "guide/x/y/z" },
    { "guide", "", "guide" },
    { "guide", "sub/", "guide/sub" },
    { "", "../x", NULL },
};

static void relative_paths_stay_below_the_root(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *resolved = path_resolve(cases[i].folder, cases[i].relative);
        if (cases[i].resolved == NULL)
            assert_null(resolved);
        else
            assert_string_equal(resolved, cases[i].resolved);
        memory_free(&resolved);
    }
}

static void markdown_is_known_by_its_extension_in_any_case(void **state)
{
    (void)state;
    assert_true(path_is_markdown("a/B.MD"));
    assert_false(path_is_markdown("a/.md"));
    assert_false(path_is_markdown("a.md/b"));
    assert_true(path_is_index("x/Index.md"));
    assert_true(path_is_readme("readme.MD"));
}

static void a_folder_is_followed_by_its_contents(void **state)
{
    (void)state;
    assert_true(path_compare("a", "a/b") < 0);
    assert_true(path_compare("a/b", "a.md") < 0);
    assert_true(path_compare("a-b", "a/b") > 0);
    assert_int_equal(path_compare("a/b", "a/b"), 0);
}

static void below_means_whole_names(void **state)
{
    (void)state;
    assert_true(path_is_below("guide/a", "guide"));
    assert_true(path_is_below("guide", "guide"));
    assert_false(path_is_below("guidebook/a", "guide"));
    assert_true(path_is_below("x", ""));
    assert_int_equal(path_depth("a/b/c"), 3);
    assert_int_equal(path_depth(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_paths_stay_below_the_root),
        cmocka_unit_test(markdown_is_known_by_its_extension_in_any_case),
        cmocka_unit_test(a_folder_is_followed_by_its_contents),
        cmocka_unit_test(below_means_whole_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
