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

static void a_look_at_the_folder_is_asked_for_when_no_more_files_go(void **state)
{
    (void)state;
    const int64_t never = DELETION_PROOF_AGAIN_MS;
    assert_int_equal(deletion_proof_wait(0, 0, never), 2000);
    assert_int_equal(deletion_proof_wait(1500, 500, never), 1500);
    assert_int_equal(deletion_proof_wait(2500, 2000, never), 0);
    assert_int_equal(deletion_proof_wait(19500, 100, never), 500);
    assert_int_equal(deletion_proof_wait(30000, 100, never), 0);
    assert_int_equal(deletion_proof_wait(30000, 30000, 10000), 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deletions_are_believed_only_when_proved),
        cmocka_unit_test(a_look_at_the_folder_is_asked_for_when_no_more_files_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
