/* SPDX-License-Identifier: MIT */
#include "bus/answered.h"

#include "tests/unit/test.h"

#include <string.h>

static void keep(struct answered *answered, uint64_t asker, uint64_t number, const char *answer)
{
    struct text payload = text_new(2 * ANSWERED_BYTES_MAX);
    text_add_string(&payload, answer);
    answered_keep(answered, &(struct question){ asker, number }, MESSAGE_accepted, &payload);
    text_free(&payload);
}

static const struct answered_one *find(
    const struct answered *answered, uint64_t asker, uint64_t number)
{
    return answered_find(answered, &(struct question){ asker, number });
}

static void the_last_answer_of_each_asker_is_kept(void **state)
{
    (void)state;
    struct answered answered = { .calls = 0 };
    keep(&answered, 1, 1, "one");
    keep(&answered, 2, 1, "two");
    assert_memory_equal(find(&answered, 1, 1)->payload, "one", 3);
    assert_int_equal(find(&answered, 2, 1)->type, MESSAGE_accepted);
    keep(&answered, 1, 2, "three");
    assert_null(find(&answered, 1, 1));
    assert_int_equal(find(&answered, 1, 2)->size, 5);
    assert_non_null(find(&answered, 2, 1));
    answered_free(&answered);
}

static void nothing_is_kept_for_who_does_not_say_which(void **state)
{
    (void)state;
    struct answered answered = { .calls = 0 };
    keep(&answered, 0, 1, "one");
    assert_null(find(&answered, 0, 1));
    answered_free(&answered);
}

static void a_long_answer_is_not_kept_nor_the_one_before(void **state)
{
    (void)state;
    struct answered answered = { .calls = 0 };
    char *answer = memory_new(ANSWERED_BYTES_MAX + 2);
    memset(answer, 'x', ANSWERED_BYTES_MAX + 1);
    keep(&answered, 1, 1, "one");
    keep(&answered, 1, 2, answer);
    assert_null(find(&answered, 1, 1));
    assert_null(find(&answered, 1, 2));
    memory_free(&answer);
    answered_free(&answered);
}

static void who_asked_longest_ago_makes_room(void **state)
{
    (void)state;
    struct answered answered = { .calls = 0 };
    for (uint64_t asker = 1; asker <= ANSWERED_MOST; asker++)
        keep(&answered, asker, 1, "one");
    keep(&answered, 1, 2, "again");
    keep(&answered, ANSWERED_MOST + 1, 1, "new");
    assert_non_null(find(&answered, 1, 2));
    assert_null(find(&answered, 2, 1));
    assert_non_null(find(&answered, ANSWERED_MOST + 1, 1));
    answered_free(&answered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_answer_of_each_asker_is_kept),
        cmocka_unit_test(nothing_is_kept_for_who_does_not_say_which),
        cmocka_unit_test(a_long_answer_is_not_kept_nor_the_one_before),
        cmocka_unit_test(who_asked_longest_ago_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
