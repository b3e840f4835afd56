/* SPDX-License-Identifier: MIT */
/* Which answers wait for the disk. */
#include "statestore/promises.h"
#include "statestore/statestore.h"
#include "tests/unit/test.h"

#include <string.h>

static bool is_question(enum message_type type)
{
    const char *end = strrchr(message_name(type), '_');
    return end != NULL && strcmp(end, "_ask") == 0;
}

/* The next scan, or the next conversion, tells the same once more. */
static bool is_told_again(enum message_type type)
{
    return type == MESSAGE_entries_report || type == MESSAGE_conversions_report;
}

/* A new request is a promise unless it is a question, or somebody says here that it need not be. */
static void what_is_no_question_is_a_promise(void **state)
{
    (void)state;
    int asked = 0;
    for (enum message_type type = 0; type < MESSAGE_COUNT; type++) {
        if (statestore.on_request[type] == NULL || type == MESSAGE_control_ask)
            continue;
        bool expected = !is_question(type) && !is_told_again(type);
        if (store_promises(type) != expected)
            fail_msg("%s", message_name(type));
        asked++;
    }
    assert_true(asked > 20);
}

static void what_a_person_switches_is_a_promise(void **state)
{
    (void)state;
    assert_true(store_promises(MESSAGE_control_ask));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_question_is_a_promise),
        cmocka_unit_test(what_a_person_switches_is_a_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
