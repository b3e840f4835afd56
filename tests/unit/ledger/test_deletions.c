/* SPDX-License-Identifier: MIT */
#include "ledger/deletions.h"

#include "tests/unit/test.h"

static const struct {
    struct deletion_facts facts;
    enum deletion_verdict verdict;
} cases[] = {
    { { ON_DELETE_KEEP, true, true, 100, 0, 1, 10 }, DELETION_KEEP },
    { { ON_DELETE_TRASH, false, true, 100, 0, 1, 10 }, DELETION_WAIT },
    { { ON_DELETE_TRASH, true, true, 100, 60000, 1, 10 }, DELETION_WAIT },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 10, 10 }, DELETION_GO },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 11, 10 }, DELETION_HOLD },
    { { ON_DELETE_TRASH, true, true, 60000, 60000, 1, 0 }, DELETION_HOLD },
    { { ON_DELETE_TRASH, true, false, 60000, 60000, 1, 10 }, DELETION_HOLD },
    { { ON_DELETE_KEEP, true, false, 60000, 60000, 1, 10 }, DELETION_KEEP },
    { { ON_DELETE_ASK, true, true, 0, 60000, 1, 10 }, DELETION_HOLD },
    { { ON_DELETE_ASK, false, true, 0, 60000, 1, 10 }, DELETION_WAIT },
};

static void deletions_are_believed_only_when_proved(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(deletion_judge(&cases[i].facts), cases[i].verdict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deletions_are_believed_only_when_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
