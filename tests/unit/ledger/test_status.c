/* SPDX-License-Identifier: MIT */
#include "ledger/status.h"

#include "tests/unit/test.h"

#include <string.h>

static const struct status_facts page = {
    .is_present = true, .has_page = true, .hold = "", .error = "", .reason = "", .waits = ""
};

static void expect(struct status_facts facts, char letter)
{
    const char *reason = NULL;
    assert_int_equal(status_letter(&facts, &reason), letter);
    assert_non_null(reason);
}

static void each_state_has_its_letter(void **state)
{
    (void)state;
    struct status_facts facts = page;
    expect(facts, '=');
    facts.is_due = true;
    expect(facts, 'M');
    facts.is_moved = true;
    expect(facts, 'R');
    facts.has_page = false;
    expect(facts, 'A');
    facts.is_waiting = true;
    expect(facts, 'W');
    facts.is_leased = true;
    expect(facts, '>');
    facts.is_leased = false;
    facts.hold = "conflict";
    expect(facts, 'U');
    facts.hold = "forbidden";
    expect(facts, 'L');
    facts.hold = "rejected";
    expect(facts, 'E');
    facts.error = "no such file";
    expect(facts, 'E');
    facts.is_skipped = true;
    expect(facts, 'I');
}

static const char *reason_of(struct status_facts facts)
{
    const char *reason = NULL;
    status_letter(&facts, &reason);
    return reason;
}

static void a_page_without_a_file_is_kept_held_or_forgotten(void **state)
{
    (void)state;
    struct status_facts facts = page;
    facts.is_present = false;
    expect(facts, 'O');
    assert_non_null(strstr(reason_of(facts), "the page stays"));
    facts.is_leaving = true;
    assert_null(strstr(reason_of(facts), "stays"));
    facts.deletion = DELETION_HELD;
    expect(facts, 'D');
    facts.deletion = DELETION_REJECTED;
    expect(facts, 'O');
    facts.has_page = false;
    expect(facts, '\0');
}

static void a_page_that_waits_for_another_says_so(void **state)
{
    (void)state;
    struct status_facts facts = page;
    facts.is_due = true;
    facts.waits = "waits until b.md has given up its title";
    expect(facts, 'M');
    assert_string_equal(reason_of(facts), facts.waits);
    facts.has_page = false;
    expect(facts, 'A');
    facts.is_stuck = true;
    expect(facts, 'W');
    assert_string_equal(reason_of(facts), facts.waits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_has_its_letter),
        cmocka_unit_test(a_page_without_a_file_is_kept_held_or_forgotten),
        cmocka_unit_test(a_page_that_waits_for_another_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
