/* SPDX-License-Identifier: MIT */
#include "monitor/bindings.h"

#include "tests/unit/test.h"

#include <string.h>

static struct keymap keymap;
static struct text problems;

static int bind(struct config_key *keys, size_t count)
{
    text_free(&problems);
    problems = text_new(10000);
    for (size_t i = 0; i < count; i++)
        keys[i].line = i + 2;
    const struct config config = {
        .user_file = "/home/me/.config/cmsync/config.yaml", .keys = keys, .key_count = count
    };
    return bindings_apply(&keymap, &config, NULL, &problems);
}

/* Pairs of action and keys, at most two. */
static int bind_two(const char *action, const char *keys, const char *other, const char *its_keys)
{
    struct config_key both[] = { { .action = action, .keys = keys },
        { .action = other, .keys = its_keys } };
    return bind(both, other == NULL ? 1 : 2);
}

static const char *does(int key)
{
    const struct action *action = keymap_find(&keymap, MODEL_VIEW_FILES, key);
    return action == NULL ? "" : action->name;
}

static void a_key_does_what_the_file_says(void **state)
{
    (void)state;
    assert_int_equal(bind_two("rescan", "z F11", NULL, NULL), 0);
    assert_string_equal(does('z'), "rescan");
    assert_string_equal(does(KEY_NAMED_F1 + 10), "rescan");
    assert_string_equal(does('r'), "");
    assert_string_equal(does('P'), "pause");
}

static void two_that_change_places_do_not_meet(void **state)
{
    (void)state;
    assert_int_equal(bind_two("rescan", "P", "pause", "r"), 0);
    assert_string_equal(does('P'), "rescan");
    assert_string_equal(does('r'), "pause");
}

static void what_cannot_be_bound_is_named_with_its_place(void **state)
{
    (void)state;
    assert_int_equal(bind_two("rescann", "z", NULL, NULL), -1);
    assert_non_null(strstr(problems.data, "there is no action `rescann`"));
    assert_non_null(strstr(problems.data, "did you mean `rescan`?"));
    assert_non_null(strstr(problems.data, "config.yaml:2"));
    assert_int_equal(bind_two("rescan", "Hyper-X", NULL, NULL), -1);
    assert_non_null(strstr(problems.data, "there is no key `Hyper-X`"));
}

static void one_key_cannot_do_two_things(void **state)
{
    (void)state;
    assert_int_equal(bind_two("rescan", "P", NULL, NULL), -1);
    assert_non_null(strstr(problems.data, "`pause` has one of the keys `P` already"));
    assert_int_equal(bind_two("rescan", "z", "retry", "z"), -1);
    assert_non_null(strstr(problems.data, "config.yaml:3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_does_what_the_file_says),
        cmocka_unit_test(two_that_change_places_do_not_meet),
        cmocka_unit_test(what_cannot_be_bound_is_named_with_its_place),
        cmocka_unit_test(one_key_cannot_do_two_things),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_free(&problems);
    return failed;
}
