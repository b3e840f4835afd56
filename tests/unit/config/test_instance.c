/* SPDX-License-Identifier: MIT */
#include "config/instance.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static void names_are_readable_and_differ(void **state)
{
    (void)state;
    struct memory_pool *pool = memory_pool_new();
    const char *a = instance_name("/home/me/my docs!/cmsync.yaml", true, pool);
    assert_memory_equal(a, "my-docs-", 8);
    assert_int_equal(strlen(a), 16);
    assert_string_equal(a, instance_name("/home/me/my docs!/cmsync.yaml", true, pool));
    assert_string_not_equal(a, instance_name("/home/you/my docs!/cmsync.yaml", true, pool));
    assert_memory_equal(instance_name("/srv/docs", false, pool), "docs-", 5);
    assert_int_equal(strlen(instance_name("/cmsync.yaml", true, pool)), 8);
    memory_pool_free(&pool);
}

static void relative_paths_refer_to_their_folder(void **state)
{
    (void)state;
    setenv("HOME", "/home/me", 1);
    struct memory_pool *pool = memory_pool_new();
    assert_string_equal(instance_absolute("/a/b", "c", pool), "/a/b/c");
    assert_string_equal(instance_absolute("/a/b", "./c", pool), "/a/b/c");
    assert_string_equal(instance_absolute("/a/b", ".", pool), "/a/b");
    assert_string_equal(instance_absolute("/a/b", "../c/../d", pool), "/a/c/../d");
    assert_string_equal(instance_absolute("/a/b", "../../../c", pool), "/c");
    assert_string_equal(instance_absolute("/a/b", "..", pool), "/a");
    assert_string_equal(instance_absolute("/a/b", "...", pool), "/a/b/...");
    assert_string_equal(instance_absolute("/a/b", ".hidden", pool), "/a/b/.hidden");
    assert_string_equal(instance_absolute("/a/b", "~/c", pool), "/home/me/c");
    assert_string_equal(instance_absolute("/a/b", "/c", pool), "/c");
    memory_pool_free(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_readable_and_differ),
        cmocka_unit_test(relative_paths_refer_to_their_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
