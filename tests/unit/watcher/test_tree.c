/* SPDX-License-Identifier: MIT */
#include "watcher/tree.h"

#include "tests/unit/test.h"

#include <malloc.h>
#include <stdio.h>

static void name_path(char *path, size_t size, int i)
{
    snprintf(path, size, "handbook/chapter-%03d/section-%d/topic-%06d.md", i % 1000, i % 7, i);
}

static void a_hundred_thousand_entries_fit_in_twenty_megabytes(void **state)
{
    (void)state;
    size_t before = mallinfo2().uordblks;
    struct tree *tree = tree_new();
    char path[128];
    for (int i = 0; i < 100000; i++) {
        name_path(path, sizeof path, i);
        tree_add(tree, path, &(struct tree_values){ .inode = i });
    }
#ifndef CMSYNC_SANITIZED
    assert_in_range(mallinfo2().uordblks - before, 1, 20 * 1000 * 1000);
#else
    (void)before;
#endif
    assert_int_equal(tree_count(tree), 100000);
    for (int i = 0; i < 100000; i += 997) {
        name_path(path, sizeof path, i);
        assert_int_equal(tree_find(tree, path)->values.inode, i);
    }
    tree_free(&tree);
}

static void what_is_removed_is_gone_and_the_rest_is_still_found(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    char path[128];
    for (int i = 0; i < 5000; i++) {
        name_path(path, sizeof path, i);
        tree_add(tree, path, &(struct tree_values){ .inode = i, .is_folder = i % 2 });
    }
    for (int i = 0; i < 5000; i += 3) {
        name_path(path, sizeof path, i);
        struct tree_entry *entry = tree_find(tree, path);
        tree_remove(tree, entry);
        tree_entry_free(&entry);
    }
    for (int i = 0; i < 5000; i++) {
        name_path(path, sizeof path, i);
        assert_int_equal(tree_find(tree, path) == NULL, i % 3 == 0);
    }
    assert_int_equal(tree_count(tree), 3333);
    assert_int_equal(tree_count_folders(tree), 1667);
    tree_free(&tree);
}

static void a_renamed_entry_is_found_under_its_new_path_only(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    struct tree_entry *entry = tree_add(tree, "a", &(struct tree_values){ .size = 7 });
    tree_rename(tree, entry, "b/c");
    assert_null(tree_find(tree, "a"));
    assert_ptr_equal(tree_find(tree, "b/c"), entry);
    assert_ptr_equal(tree_find_part(tree, "b/c/d", 3), entry);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_thousand_entries_fit_in_twenty_megabytes),
        cmocka_unit_test(what_is_removed_is_gone_and_the_rest_is_still_found),
        cmocka_unit_test(a_renamed_entry_is_found_under_its_new_path_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
