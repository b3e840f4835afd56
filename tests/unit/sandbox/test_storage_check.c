/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/storage_check.h"

#include "base/memory.h"
#include "base/text.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static void what_confluence_takes_is_taken(void **state)
{
    (void)state;
    static const char *const bodies[] = { "", "plain text", "<p>a</p>\n<p />",
        "<p>&nbsp;&mdash;&eacute;&hellip;&amp;&#160;&#x2014;</p>",
        ("<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a ]]]]><![CDATA[> <b>"
         "]]></ac:plain-text-body></ac:structured-macro>"),
        "<ac:link><ri:page ri:content-title=\"A &amp; B\" /></ac:link>", "<madeup bogus=\"1\"/>",
        "<p>\xf0\x9f\x98\x80 \xc3\xa9</p>", "<!-- c --><p>x</p>", "<a href='x'>y</a>" };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char message[512] = "";
        if (storage_check(bodies[i], message, sizeof message) < 0)
            fail_msg("refused: %s\n%s", bodies[i], message);
    }
}

struct refused {
    const char *body;
    const char *message;
};

static void what_confluence_refuses_is_refused_in_its_words(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        { "<p>This page was built with Terraform<p>",
            "Unexpected close tag </xml>; expected </p>.\n at [row,col {unknown-source}]: "
            "[1,405]" },
        { "<p>\n\na<br></p>", "Unexpected close tag </p>; expected </br>.\n" },
        { "<ac:parameter>a</p>", "Unexpected close tag </p>; expected </ac:parameter>." },
        { "a & b", "Unexpected character ' ' (missing name?)" },
        { "<p[1]>x</p>", "Unexpected character '[' (code 91) excepted space, or '>' or" },
        { "<div markdown>x</div>", "Unexpected character '>' (code 62) expected '='" },
        { "<p>a ]]> b</p>", "String ']]>' not allowed in textual content" },
        { "<p>a\x08</p>", "Illegal character ((CTRL-CHAR, code 8))" },
        { "<p>&#8;</p>", "Illegal character entity: expansion character (code 0x8" },
        { "<p>&check;</p>", "Undeclared general entity \"check\"" },
        { "<!DOCTYPE x><p/>", "Unrecognized XML directive; expected CDATA or comment" },
        { "<foo:bar/>", "Undeclared namespace prefix \"foo\"" },
        { "<p a=\"1\" a=\"2\"/>", "Duplicate attribute 'a'." },
        { "</xml><xml>", "" },
        { "<p>a</P>", "Unexpected close tag </P>; expected </p>." },
        { "<p", "" },
        { "<![CDATA[a", "Unexpected EOF in CDATA" },
        { "<!-- a -- b -->", "String '--' not allowed in comment" },
        { "<p>&foo</p>", "Unexpected character '<' (code 60) expected a semi-colon" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[512] = "";
        if (storage_check(cases[i].body, message, sizeof message) == 0)
            fail_msg("taken: %s", cases[i].body);
        if (!strstr(message, cases[i].message) || !strstr(message, "at [row,col"))
            fail_msg("%s\nsays: %s\nnot:  %s", cases[i].body, message, cases[i].message);
    }
}

static void the_row_is_that_of_the_body(void **state)
{
    (void)state;
    char message[512];
    assert_int_equal(storage_check("<p>\n\na</b>", message, sizeof message), -1);
    assert_non_null(strstr(message, "[3,"));
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    struct text body = text_new(1000000);
    char message[512];
    for (int i = 0; i < 1100; i++)
        text_add_string(&body, "<p>");
    for (int i = 0; i < 1100; i++)
        text_add_string(&body, "</p>");
    assert_int_equal(storage_check(body.data, message, sizeof message), -1);
    assert_non_null(strstr(message, "Depth"));
    text_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_confluence_takes_is_taken),
        cmocka_unit_test(what_confluence_refuses_is_refused_in_its_words),
        cmocka_unit_test(the_row_is_that_of_the_body),
        cmocka_unit_test(depth_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
