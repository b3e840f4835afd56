/* SPDX-License-Identifier: MIT */
#include "monitor/tap.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct tap));
    assert_non_null(*state);
    return 0;
}

static int tear_down(void **state)
{
    tap_free(*state);
    free(*state);
    return 0;
}

static void hear(struct tap *tap, int number)
{
    char path[32];
    snprintf(path, sizeof path, "%d.md", number);
    const struct message event = { .type = MESSAGE_status_changed,
        .status_changed = { .path = path, .letter = "M", .version = number } };
    tap_add(tap, number, &event);
}

static void nothing_is_kept_before_it_is_opened(void **state)
{
    struct tap *tap = *state;
    hear(tap, 1);
    assert_int_equal(tap->count, 0);
    tap->is_open = true;
    hear(tap, 2);
    assert_int_equal(tap->count, 1);
    assert_non_null(strstr(tap_message(tap, 0)->line, "status_changed sequence=0 path=2.md"));
    assert_non_null(strstr(tap_message(tap, 0)->fields, "version      2\n"));
}

static void the_oldest_go_when_there_are_too_many(void **state)
{
    struct tap *tap = *state;
    tap->is_open = true;
    for (int i = 0; i < TAP_MESSAGES + 5; i++)
        hear(tap, i);
    assert_int_equal(tap->count, TAP_MESSAGES);
    assert_int_equal(tap_message(tap, 0)->at_ms, 5);
    assert_int_equal(tap_message(tap, TAP_MESSAGES - 1)->at_ms, TAP_MESSAGES + 4);
}

static void while_held_messages_are_counted_and_pass_by(void **state)
{
    struct tap *tap = *state;
    tap->is_open = true;
    hear(tap, 1);
    tap->is_held = true;
    hear(tap, 2);
    hear(tap, 3);
    assert_int_equal(tap->count, 1);
    assert_int_equal(tap->missed, 2);
}

static void the_selection_stays_on_its_message_until_it_follows_again(void **state)
{
    struct tap *tap = *state;
    tap->is_open = true;
    for (int i = 0; i < 20; i++)
        hear(tap, i);
    assert_int_equal(tap_selected(tap), 19);
    tap_move(tap, -3);
    hear(tap, 20);
    assert_int_equal(tap_message(tap, tap_selected(tap))->at_ms, 16);
    tap_set_filter(tap, "1");
    assert_int_equal(tap_count_shown(tap), 11);
    tap_move(tap, -100);
    assert_int_equal(tap_message(tap, tap_selected(tap))->at_ms, 1);
    tap_move(tap, 100);
    hear(tap, 21);
    assert_int_equal(tap_message(tap, tap_selected(tap))->at_ms, 21);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_kept_before_it_is_opened),
        TEST(the_oldest_go_when_there_are_too_many),
        TEST(while_held_messages_are_counted_and_pass_by),
        TEST(the_selection_stays_on_its_message_until_it_follows_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
