/* SPDX-License-Identifier: MIT */
#include "storage/wellformed.h"

#include "tests/unit/test.h"

#include <string.h>

static int check(const char *body, struct wellformed_problem *problem)
{
    return wellformed_check(body, strlen(body), 10, problem);
}

static void fragments_with_prefixes_and_entities_are_good(void **state)
{
    (void)state;
    static const char *const GOOD[] = { "", "text", "<p>a</p><p>b</p>",
        "<ac:link><ri:page ri:content-title=\"x\" /></ac:link>", "&nbsp;&mdash;&#160;&eacute;",
        "<p title=\"&uuml;\">x</p>", "<![CDATA[<]]>" };
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        assert_int_equal(check(GOOD[i], NULL), 0);
}

static void what_confluence_refuses_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = { "<p>", "</p>", "<br>", "a & b", "&check;", "]]>", "\x01",
        "<p a>x</p>", "<x:y/>", "</xml><xml>", "\xFF", "<!DOCTYPE x>", "&#8;",
        "<a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a>" };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_int_equal(check(BAD[i], NULL), -1);
}

static void the_problem_has_a_place(void **state)
{
    (void)state;
    struct wellformed_problem problem;
    assert_int_equal(check("<p>one</p>\n<p>two</b>", &problem), -1);
    assert_int_equal(problem.line, 2);
    assert_string_equal(problem.message, "`p` is not closed before `b` ends");
    assert_int_equal(check("<p>one</p>\n<p>two\n\nthree", &problem), -1);
    assert_int_equal(problem.line, 2);
    assert_string_equal(problem.message, "`p` is never closed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_with_prefixes_and_entities_are_good),
        cmocka_unit_test(what_confluence_refuses_is_refused),
        cmocka_unit_test(the_problem_has_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
