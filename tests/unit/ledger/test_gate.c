/* SPDX-License-Identifier: MIT */
#include "ledger/gate.h"

#include "base/unicode.h"
#include "tests/unit/test.h"

#include <string.h>

static void the_canary_runs_alone_until_it_is_proved(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    assert_true(gate_lets_through(&gate, 0));
    gate_gave(&gate, 7);
    assert_false(gate_lets_through(&gate, 1));
    assert_true(gate_prove(&gate));
    assert_true(gate_lets_through(&gate, 1));
    assert_false(gate_prove(&gate));
}

static void refused_credentials_close_it_until_it_is_opened(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    gate_prove(&gate);
    gate_close(&gate, GATE_CREDENTIALS, "the token was refused");
    assert_false(gate_lets_through(&gate, 0));
    assert_int_equal(gate_find(&gate, 0), GATE_CREDENTIALS);
    gate_open(&gate);
    assert_true(gate_lets_through(&gate, 0));
    assert_false(gate_lets_through(&gate, 1));
}

static void failures_in_a_row_shut_it_for_a_while(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    gate_prove(&gate);
    for (int i = 1; i < GATE_FAILURES_SHUT; i++)
        assert_false(gate_fail(&gate, 1000, false, "no way"));
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
    assert_true(gate_fail(&gate, 1000, false, "no way"));
    assert_int_equal(gate_find(&gate, 0), GATE_UNREACHABLE);
    assert_int_equal(gate_wait(&gate, 1000), 1000);
    assert_int_equal(gate_wait(&gate, 2000), 0);
    assert_true(gate_lets_through(&gate, 0));
    assert_false(gate_lets_through(&gate, 1));
    assert_true(gate_fail(&gate, 2000, false, "no way"));
    assert_int_equal(gate_wait(&gate, 2000), 2000);
    assert_string_equal(gate.trouble, "no way");
    assert_true(gate_prove(&gate));
    assert_string_equal(gate.trouble, "");
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
}

static void a_certificate_that_is_not_trusted_is_not_tried_again_and_again(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    gate_distrust(&gate, 1000, "no way");
    assert_int_equal(gate_find(&gate, 0), GATE_UNREACHABLE);
    assert_true(gate.failures >= GATE_FAILURES_GIVE_UP);
    assert_int_equal(gate_wait(&gate, 1000), 5 * 60 * 1000);
    assert_true(gate_prove(&gate));
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
    assert_int_equal(gate_wait(&gate, 2000), 0);
}

static void a_server_that_was_never_met_is_given_up_sooner(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    int64_t waited_ms = 0;
    while (!gate_has_given_up(&gate)) {
        waited_ms += gate_wait(&gate, 1000);
        gate_fail(&gate, 1000, false, "no way");
    }
    assert_int_equal(waited_ms, 1000 + 2000 + 4000);
    gate_meet(&gate);
    assert_false(gate_has_given_up(&gate));
    gate_open(&gate);
    waited_ms = 0;
    while (!gate_has_given_up(&gate)) {
        waited_ms += gate_wait(&gate, 1000);
        gate_fail(&gate, 1000, false, "no way");
    }
    assert_int_equal(waited_ms, 1000 + 2000 + 4000 + 8000 + 16000);
}

/* How long a gate rests in the end that fails again and again. */
static int64_t longest_wait(bool is_met)
{
    struct gate gate = { 0 };
    for (int i = 0; i < 30; i++)
        gate_fail(&gate, 1000, is_met, "no way");
    return gate_wait(&gate, 1000);
}

static void a_network_that_is_gone_is_looked_for_each_minute(void **state)
{
    (void)state;
    assert_true(longest_wait(false) <= 70 * 1000);
    assert_true(longest_wait(true) >= 8 * 60 * 1000);
}

static void who_waits_is_not_kept_by_failures_that_take_long(void **state)
{
    (void)state;
    struct gate gate = { 0 };
    gate_meet(&gate);
    for (int i = 0; i < GATE_FAILURES_SHUT; i++) {
        assert_false(gate_has_given_up(&gate));
        gate_fail(&gate, 1000 + i * 12 * 1000, false, "no way");
    }
    assert_true(gate_has_given_up(&gate));
    gate_prove(&gate);
    assert_false(gate_has_given_up(&gate));
    gate_fail(&gate, 3600 * 1000, false, "no way"); /* those before do not count */
    assert_false(gate_has_given_up(&gate));
}

static void pause_and_plan_give_nothing_out(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    gate.is_paused = true;
    assert_false(gate_lets_through(&gate, 0));
    assert_string_equal(gate_name(gate_find(&gate, 0)), "paused");
    gate.is_plan = true;
    assert_string_equal(gate_name(gate_find(&gate, 0)), "plan");
    gate.is_plan = gate.is_paused = false;
    assert_string_equal(gate_name(gate_find(&gate, 10)), "rate");
}

/* The supervisor's first word may be read only after a person's. */
static void what_held_at_the_start_does_not_undo_a_persons_word(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    assert_true(gate_hold_back(&gate, true, false));
    assert_int_equal(gate_find(&gate, 0), GATE_PAUSED);
    gate_pause(&gate, false);
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
    assert_false(gate_hold_back(&gate, true, false));
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
    assert_true(gate_hold_back(&gate, true, true));
    assert_int_equal(gate_find(&gate, 0), GATE_PAUSED);
    gate_pause(&gate, true);
    assert_false(gate_hold_back(&gate, false, false));
    assert_int_equal(gate_find(&gate, 0), GATE_PAUSED);
    assert_true(gate_hold_back(&gate, false, true));
    assert_int_equal(gate_find(&gate, 0), GATE_OPEN);
}

/* Confluence, or what stands before it, may speak any language. */
static void what_is_wrong_is_cut_between_characters(void **state)
{
    (void)state;
    struct gate gate;
    memset(&gate, 0, sizeof gate);
    char trouble[3 * sizeof gate.trouble] = "";
    for (size_t offset = 0; offset < 3; offset++) {
        memset(trouble, 'x', offset);
        trouble[offset] = '\0';
        while (strlen(trouble) < 2 * sizeof gate.trouble)
            strcat(trouble, "\xE8\xAA\x9E");
        gate_close(&gate, GATE_SITE, trouble);
        size_t length = strlen(gate.trouble);
        assert_in_range(length, sizeof gate.trouble - 4, sizeof gate.trouble - 1);
        assert_int_equal(unicode_valid_length(gate.trouble, length), length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_canary_runs_alone_until_it_is_proved),
        cmocka_unit_test(refused_credentials_close_it_until_it_is_opened),
        cmocka_unit_test(failures_in_a_row_shut_it_for_a_while),
        cmocka_unit_test(a_certificate_that_is_not_trusted_is_not_tried_again_and_again),
        cmocka_unit_test(a_server_that_was_never_met_is_given_up_sooner),
        cmocka_unit_test(a_network_that_is_gone_is_looked_for_each_minute),
        cmocka_unit_test(who_waits_is_not_kept_by_failures_that_take_long),
        cmocka_unit_test(what_is_wrong_is_cut_between_characters),
        cmocka_unit_test(pause_and_plan_give_nothing_out),
        cmocka_unit_test(what_held_at_the_start_does_not_undo_a_persons_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
