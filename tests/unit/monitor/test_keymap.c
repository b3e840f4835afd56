/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/keymap.h"

#include <string.h>

/* Every key of the table is one, and none does two things on one screen. */
static void the_table_has_no_clash(void **state)
{
    (void)state;
    struct keymap keymap;
    keymap_reset(&keymap);
    for (size_t i = 0; action_at(i) != NULL; i++) {
        struct text problem = text_new(1024);
        int result = keymap_bind(&keymap, action_at(i)->name, action_at(i)->keys, &problem);
        if (result < 0)
            print_error("%s: %s\n", action_at(i)->name, problem.data);
        assert_int_equal(result, 0);
        text_free(&problem);
        assert_ptr_equal(action_find(action_at(i)->name), action_at(i));
    }
}

static void keys_have_names(void **state)
{
    (void)state;
    static const char *const names[] = { "Up", "Ctrl-D", "F5", "Space", "j", "G", "Shift-Tab" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char name[KEYMAP_NAME_BYTES];
        assert_int_not_equal(keymap_parse(names[i]), 0);
        keymap_name(keymap_parse(names[i]), name);
        assert_string_equal(name, names[i]);
    }
    assert_int_equal(keymap_parse("F13"), 0);
    assert_int_equal(keymap_parse("nonsense"), 0);
    assert_int_equal(keymap_parse(""), 0);
}

static void other_keys_take_the_place_of_the_tables(void **state)
{
    (void)state;
    struct keymap keymap;
    keymap_reset(&keymap);
    struct text problem = text_new(1024);
    assert_int_equal(keymap_bind(&keymap, "pause", "F12", &problem), 0);
    assert_ptr_equal(keymap_find(&keymap, MODEL_VIEW_FILES, KEY_NAMED_F12), action_find("pause"));
    assert_null(keymap_find(&keymap, MODEL_VIEW_FILES, 'P'));
    assert_int_equal(keymap_bind(&keymap, "pause", "j", &problem), -1);
    assert_non_null(strstr(problem.data, "down"));
    text_cut(&problem, 0);
    assert_int_equal(keymap_bind(&keymap, "pase", "x", &problem), -1);
    assert_non_null(strstr(problem.data, "did you mean `pause`?"));
    text_free(&problem);
}

/* Lower case letters look or are harmless: what changes the running sync has a capital, an F key or
   asks first. */
static void small_letters_do_no_harm(void **state)
{
    (void)state;
    static const char *const harmful[] = { "pause", "stop", "delete" };
    for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++) {
        const char *keys = action_find(harmful[i])->keys;
        assert_true(keys[0] >= 'A' && keys[0] <= 'Z');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_no_clash),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(other_keys_take_the_place_of_the_tables),
        cmocka_unit_test(small_letters_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
