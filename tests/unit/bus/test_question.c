/* SPDX-License-Identifier: MIT */
#include "bus/question.h"

#include "tests/unit/test.h"

#include <string.h>

static void what_is_printed_is_read(void **state)
{
    (void)state;
    const struct question question = { .asker = 0xfedcba9876543210, .number = 255 };
    char topic[QUESTION_TOPIC_BYTES];
    size_t length = question_print(&question, MESSAGE_run_ask, topic);
    assert_string_equal(topic, "run_ask:fedcba9876543210.ff");
    struct question read;
    assert_int_equal(question_read(topic, length, &read), MESSAGE_run_ask);
    assert_true(question_is_same(&question, &read));
}

static void every_name_finds_room(void **state)
{
    (void)state;
    const struct question most = { .asker = UINT64_MAX, .number = UINT64_MAX };
    char topic[QUESTION_TOPIC_BYTES];
    for (enum message_type type = MESSAGE_none + 1; type < MESSAGE_COUNT; type++) {
        struct question read;
        size_t length = question_print(&most, type, topic);
        assert_int_equal(question_read(topic, length, &read), type);
        assert_true(question_is_same(&most, &read));
    }
}

static void who_does_not_say_which_is_never_the_same(void **state)
{
    (void)state;
    static const char *const topics[] = { "run_ask", "run_ask:", "run_ask:1", "run_ask:1.",
        "run_ask:.1", "run_ask:1.2 ", "run_ask:1.2.3", "run_ask:x.y",
        "run_ask:11112222333344445.1" };
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        struct question read;
        assert_int_equal(question_read(topics[i], strlen(topics[i]), &read), MESSAGE_run_ask);
        assert_false(question_is_same(&read, &read));
    }
    struct question read;
    assert_int_equal(question_read("run_asks:1.2", 12, &read), MESSAGE_none);
    char longest[QUESTION_TOPIC_BYTES] = { 0 };
    assert_int_equal(question_read(longest, sizeof longest, &read), MESSAGE_none);
}

static void askers_differ(void **state)
{
    (void)state;
    struct question a = question_first();
    struct question b = question_first();
    assert_false(question_is_same(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_read),
        cmocka_unit_test(every_name_finds_room),
        cmocka_unit_test(who_does_not_say_which_is_never_the_same),
        cmocka_unit_test(askers_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
