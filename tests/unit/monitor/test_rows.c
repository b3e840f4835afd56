/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "base/text.h"
#include "monitor/rows.h"

#include <stdlib.h>

static void put(struct rows *rows, const char *path, char letter)
{
    rows_put(rows, &(struct row){ .path = path, .letter = letter, .title = "Title of it" });
}

static void assert_shown(struct rows *rows, const char *expected)
{
    struct text found = text_new(4096);
    rows_show(rows);
    for (size_t i = 0; rows_at(rows, i) != NULL; i++)
        text_add_format(&found, "%s ", rows_at(rows, i)->path);
    assert_string_equal(found.data, expected);
    text_free(&found);
}

static void what_needs_a_person_comes_first(void **state)
{
    (void)state;
    struct rows rows = { 0 };
    put(&rows, "done", '=');
    put(&rows, "sending", '>');
    put(&rows, "error", 'E');
    put(&rows, "conflict", 'U');
    put(&rows, "new", 'A');
    assert_shown(&rows, "conflict error new sending done ");
    assert_int_equal(rows_needing(&rows), 2);
    put(&rows, "conflict", '=');
    assert_shown(&rows, "error new sending conflict done ");
    assert_int_equal(rows_needing(&rows), 1);
    rows_free(&rows);
}

static void rows_are_replaced_and_removed_by_path(void **state)
{
    (void)state;
    struct rows rows = { 0 };
    put(&rows, "b", '=');
    put(&rows, "a", 'E');
    put(&rows, "b", '=');
    rows_remove(&rows, "nothing");
    assert_shown(&rows, "a b ");
    rows_remove(&rows, "a");
    assert_shown(&rows, "b ");
    assert_int_equal(rows_needing(&rows), 0);
    assert_int_equal(rows_place(&rows, "b"), 0);
    assert_int_equal(rows_place(&rows, "a"), rows.shown_count);
    rows_clear(&rows);
    assert_shown(&rows, "");
    rows_free(&rows);
}

static void the_filter_looks_at_path_and_title(void **state)
{
    (void)state;
    struct rows rows = { 0 };
    put(&rows, "Guide/a.md", '=');
    put(&rows, "guide/b.md", '=');
    put(&rows, "c.md", '=');
    rows_set_filter(&rows, "guide");
    assert_shown(&rows, "Guide/a.md guide/b.md ");
    rows_set_filter(&rows, "Guide");
    assert_shown(&rows, "Guide/a.md ");
    rows_set_filter(&rows, "title OF");
    assert_shown(&rows, "");
    rows_set_filter(&rows, "title of");
    assert_shown(&rows, "Guide/a.md c.md guide/b.md ");
    rows_set_filter(&rows, NULL);
    assert_int_equal(rows.shown_count, 3);
    rows_free(&rows);
}

static void the_highest_folder_without_anything_else_is_gone(void **state)
{
    (void)state;
    struct rows rows = { 0 };
    put(&rows, "docs/old/a.md", 'D');
    put(&rows, "docs/old/deep/b.md", 'D');
    put(&rows, "docs/kept.md", '=');
    put(&rows, "docs/oldest.md", '=');
    put(&rows, "single.md", 'D');
    char *folder = rows_gone_folder(&rows, "docs/old/deep/b.md");
    assert_string_equal(folder, "docs/old/");
    free(folder);
    folder = rows_gone_folder(&rows, "single.md");
    assert_string_equal(folder, "");
    free(folder);
    rows_free(&rows);
}

static void orders_turn_around(void **state)
{
    (void)state;
    struct rows rows = { 0 };
    rows_put(&rows, &(struct row){ .path = "a", .letter = '=', .version = 3, .at_ms = 10 });
    rows_put(&rows, &(struct row){ .path = "b", .letter = 'E', .version = 9, .at_ms = 30 });
    rows_put(&rows, &(struct row){ .path = "c", .letter = '=', .version = 5, .at_ms = 20 });
    assert_shown(&rows, "b a c ");
    rows_set_order(&rows, ROWS_BY_AGE);
    assert_shown(&rows, "b c a ");
    rows_set_order(&rows, ROWS_BY_AGE);
    assert_shown(&rows, "a c b ");
    rows_set_order(&rows, ROWS_BY_VERSION);
    assert_shown(&rows, "b c a ");
    rows_set_order(&rows, ROWS_BY_PATH);
    rows_put(&rows, &(struct row){ .path = "b", .letter = '=' });
    assert_shown(&rows, "a b c ");
    rows_set_order(&rows, ROWS_BY_NEED);
    rows_put(&rows, &(struct row){ .path = "c", .letter = 'U' });
    assert_shown(&rows, "c a b ");
    rows_free(&rows);
}

static void marks_outlive_a_new_snapshot(void **state)
{
    (void)state;
    struct rows old = { 0 };
    put(&old, "a", '=');
    put(&old, "b", '=');
    rows_mark(&old, "b", true);
    rows_mark(&old, "b", true);
    rows_mark(&old, "gone", true);
    assert_int_equal(old.marked, 1);
    struct rows new = { 0 };
    put(&new, "b", 'E');
    put(&new, "c", '=');
    rows_take_over(&new, &old);
    assert_int_equal(new.marked, 1);
    assert_true(rows_find(&new, "b")->is_marked);
    put(&new, "b", '=');
    assert_true(rows_find(&new, "b")->is_marked);
    rows_remove(&new, "b");
    assert_int_equal(new.marked, 0);
    rows_free(&old);
    rows_free(&new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_needs_a_person_comes_first),
        cmocka_unit_test(rows_are_replaced_and_removed_by_path),
        cmocka_unit_test(the_filter_looks_at_path_and_title),
        cmocka_unit_test(the_highest_folder_without_anything_else_is_gone),
        cmocka_unit_test(orders_turn_around),
        cmocka_unit_test(marks_outlive_a_new_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
