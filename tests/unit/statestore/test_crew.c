/* SPDX-License-Identifier: MIT */
#include "statestore/crew.h"

#include "tests/unit/test.h"

#include <stdio.h>

static void tell(struct crew *crew, const char *name, const char *state)
{
    struct crew_member member = { .pid = 1 };
    snprintf(member.name, sizeof member.name, "%s", name);
    snprintf(member.state, sizeof member.state, "%s", state);
    crew_tell(crew, &member);
}

static void a_member_is_found_by_its_name_and_by_its_kind(void **state)
{
    (void)state;
    struct crew crew = { 0 };
    tell(&crew, "watcher", "ready");
    tell(&crew, "uploader-1", "ready");
    tell(&crew, "uploader-12", "starting");
    assert_true(crew_has(&crew, "watcher"));
    assert_true(crew_has(&crew, "uploader"));
    assert_true(crew_has(&crew, "uploader-12"));
    assert_false(crew_has(&crew, "uploader-2"));
    assert_false(crew_has(&crew, "upload"));
    assert_false(crew_has(&crew, "converter"));
    assert_false(crew_has(&crew, ""));
}

static void one_that_is_down_is_no_member_any_more(void **state)
{
    (void)state;
    struct crew crew = { 0 };
    tell(&crew, "uploader-1", "ready");
    tell(&crew, "uploader-2", "ready");
    tell(&crew, "uploader-1", "stopping");
    assert_int_equal(crew.count, 2);
    tell(&crew, "uploader-1", "down");
    assert_int_equal(crew.count, 1);
    assert_false(crew_has(&crew, "uploader-1"));
    assert_true(crew_has(&crew, "uploader"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_is_found_by_its_name_and_by_its_kind),
        cmocka_unit_test(one_that_is_down_is_no_member_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
