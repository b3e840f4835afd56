/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "base/text.h"
#include "monitor/rows.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_needs_a_person_comes_first),
        cmocka_unit_test(rows_are_replaced_and_removed_by_path),
        cmocka_unit_test(the_filter_looks_at_path_and_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
