/* SPDX-License-Identifier: MIT */
#include "cli/finding.h"

#include "tests/unit/test.h"

#include <string.h>

static struct text print(const struct findings *findings, enum finding_form form)
{
    struct text out = text_new(1000000);
    findings_print(findings, form, "/nowhere", "docs/", &out);
    return out;
}

static void annotations_escape_what_github_would_take(void **state)
{
    (void)state;
    struct findings findings = findings_new();
    findings_add(&findings, &(struct finding){ .severity = DIAGNOSTIC_WARNING,
                                .code = "CM-X-01",
                                .message = "50%: a, b\n::error::x",
                                .help = "h",
                                .path = "a,b:c\n100%.md",
                                .line = 3,
                                .column = 7 });
    struct text out = print(&findings, FINDING_GITHUB);
    assert_string_equal(out.data,
        "::warning file=docs/a%2Cb%3Ac?100%25.md,line=3,col=7,title=CM-X-01::"
        "50%25: a, b?::error::x; h\n");
    text_free(&out);
    findings_free(&findings);
}

static void a_terminal_gets_no_commands(void **state)
{
    (void)state;
    struct findings findings = findings_new();
    findings_add(&findings,
        &(struct finding){ .code = "CM-X-01", .message = "\033[2J", .path = "\033]0;x\a.md" });
    struct text out = print(&findings, FINDING_TEXT);
    assert_null(strchr(out.data, '\033'));
    assert_null(strchr(out.data, '\a'));
    assert_non_null(strstr(out.data, "1 error, 0 warnings"));
    text_free(&out);
    out = print(&findings, FINDING_JSON);
    assert_null(strchr(out.data, '\033'));
    text_free(&out);
    findings_free(&findings);
}

static void what_is_too_much_is_counted(void **state)
{
    (void)state;
    struct findings findings = findings_new();
    const struct finding one = {
        .severity = DIAGNOSTIC_WARNING, .code = "CM-X-01", .message = "m", .path = "a.md"
    };
    for (int i = 0; i < FINDINGS_MAX + 7; i++)
        findings_add(&findings, &one);
    assert_int_equal(findings.count, FINDINGS_MAX);
    struct text out = print(&findings, FINDING_GITHUB);
    assert_non_null(strstr(out.data, "\n7 more are not listed\n"));
    text_free(&out);
    findings_free(&findings);
}

static void they_are_sorted_as_they_stand_in_the_tree(void **state)
{
    (void)state;
    struct findings findings = findings_new();
    static const struct {
        const char *path;
        size_t line;
    } given[] = { { "b.md", 1 }, { "a/z.md", 9 }, { "a/z.md", 2 }, { "a.md", 5 } };
    for (size_t i = 0; i < 4; i++)
        findings_add(&findings,
            &(struct finding){
                .code = "C", .message = "m", .path = given[i].path, .line = given[i].line });
    findings_sort(&findings);
    static const size_t lines[] = { 2, 9, 5, 1 };
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(findings.items[i].line, lines[i]);
    findings_free(&findings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annotations_escape_what_github_would_take),
        cmocka_unit_test(a_terminal_gets_no_commands),
        cmocka_unit_test(what_is_too_much_is_counted),
        cmocka_unit_test(they_are_sorted_as_they_stand_in_the_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
