/* SPDX-License-Identifier: MIT */
#include "cli/said.h"

#include "tests/unit/test.h"

static void expect(const char *said, const char *printed)
{
    struct text out = text_new(4096);
    said_print(said, &out);
    assert_string_equal(out.data, printed);
    text_free(&out);
}

static void what_was_said_again_is_told_once(void **state)
{
    (void)state;
    expect("statestore[7]: error: the disk is full\n"
           "supervisor: warning: statestore died; it starts again in 100 ms\n"
           "statestore[12]: error: the disk is full\n"
           "supervisor: warning: statestore died; it starts again in 200 ms\n"
           "supervisor: error: statestore died 5 times in a row before it was ready\n"
           "supervisor: info: stopping\n"
           "supervisor: info: stopped\n",
        "statestore[7]: error: the disk is full\n"
        "supervisor: warning: statestore died; it starts again in 100 ms\n"
        "supervisor: error: statestore died 5 times in a row before it was ready\n");
}

static void a_diagnostic_stays_as_it_is(void **state)
{
    (void)state;
    static const char token[] = "error[CM-AUTH-02]: cannot open the token file\n"
                                "  --> nofile\n"
                                "   |\n"
                                " 3 | token\n"
                                "   |\n"
                                "   = help: write it\n";
    expect(token, token);
    expect("a\nb without an end", "a\nb without an end\n");
    expect("", "");
}

static void information_alone_is_better_than_nothing(void **state)
{
    (void)state;
    expect("supervisor: info: stopped\n", "supervisor: info: stopped\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_said_again_is_told_once),
        cmocka_unit_test(a_diagnostic_stays_as_it_is),
        cmocka_unit_test(information_alone_is_better_than_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
