/* SPDX-License-Identifier: MIT */
#include "ledger/runs.h"
#include "tests/unit/test.h"

#include <stdbool.h>

/* The worst of them first: each row has what all rows below it have. */
static const struct {
    struct run_facts facts;
    int code;
} rows[] = {
    { { .gate = GATE_CREDENTIALS }, 3 },
    { { .gate = GATE_SITE }, 4 },
    { { .has_rival = true }, 11 },
    { { .gate = GATE_BLOCKED, .gate_ms = RUN_PATIENCE_MS + 1 }, 6 },
    { { .unreachable = 1 }, 5 },
    { { .gave_up = true }, 5 },
    { { .deletions = 1 }, 9 },
    { { .clashes = 1 }, 7 },
    { { .failed = 1 }, 10 },
    { { .is_incomplete = true }, 10 },
    { { .gate = GATE_OPEN }, 0 },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void add_facts(struct run_facts *all, const struct run_facts *some)
{
    if (some->gate != GATE_OPEN) {
        all->gate = some->gate;
        all->gate_ms = some->gate_ms;
    }
    all->gave_up |= some->gave_up;
    all->failed += some->failed;
    all->unreachable += some->unreachable;
    all->clashes += some->clashes;
    all->deletions += some->deletions;
    all->has_rival |= some->has_rival;
    all->is_incomplete |= some->is_incomplete;
}

static void each_fact_has_its_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(run_exit_code(&rows[i].facts), rows[i].code);
}

static void of_several_the_worst_counts(void **state)
{
    (void)state;
    struct run_facts all = { .gate = GATE_OPEN };
    for (size_t i = ROWS; i > 0; i--) {
        add_facts(&all, &rows[i - 1].facts);
        assert_int_equal(run_exit_code(&all), rows[i - 1].code);
    }
}

static void who_is_asked_to_wait_a_while_does(void **state)
{
    (void)state;
    const struct run_facts facts = { .gate = GATE_BLOCKED, .gate_ms = RUN_PATIENCE_MS };
    assert_int_equal(run_exit_code(&facts), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fact_has_its_code),
        cmocka_unit_test(of_several_the_worst_counts),
        cmocka_unit_test(who_is_asked_to_wait_a_while_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
