/* SPDX-License-Identifier: MIT */
#include "storage/comments.h"
#include "tests/unit/test.h"

#include <string.h>

#define OPEN(ref) "<ac:inline-comment-marker ac:ref=\"" ref "\">"
#define CLOSE "</ac:inline-comment-marker>"

static void expect(
    const char *present, const char *wanted, const char *result, size_t carried, size_t lost)
{
    struct text out = text_new(1 << 20);
    struct comments_count count =
        comments_carry(present, strlen(present), wanted, strlen(wanted), &out);
    assert_string_equal(out.data, result);
    assert_int_equal(count.carried, carried);
    assert_int_equal(count.lost, lost);
    text_free(&out);
}

static void without_comments_the_body_stays_as_it_is(void **state)
{
    (void)state;
    expect("<p>a</p>", "<p>b</p>", "<p>b</p>", 0, 0);
    expect("", "", "", 0, 0);
}

static void a_marker_goes_to_the_same_text(void **state)
{
    (void)state;
    expect("<p>The " OPEN("u1") "slow dog" CLOSE " &amp; the fox.</p>",
        "<h1>New</h1><p>The slow dog &amp; the fox jump.</p>",
        "<h1>New</h1><p>The " OPEN("u1") "slow dog" CLOSE " &amp; the fox jump.</p>", 1, 0);
}

static void of_equal_texts_the_one_with_equal_surroundings_is_taken(void **state)
{
    (void)state;
    expect("<p>red dog</p><p>blue " OPEN("u") "dog" CLOSE "</p>",
        "<p>blue dog</p><p>red dog</p><p>a dog</p>",
        "<p>blue " OPEN("u") "dog" CLOSE "</p><p>red dog</p><p>a dog</p>", 1, 0);
}

static void a_text_that_is_gone_loses_its_comment(void **state)
{
    (void)state;
    expect("<p>" OPEN("u") "dog" CLOSE "</p>", "<p>cat</p>", "<p>cat</p>", 0, 1);
}

static void a_marker_never_crosses_a_tag(void **state)
{
    (void)state;
    expect("<p>" OPEN("u") "one <b>two</b> three" CLOSE "</p>",
        "<p>one <strong>two</strong> three</p>",
        "<p>" OPEN("u") "one " CLOSE "<strong>" OPEN("u") "two" CLOSE "</strong>" OPEN(
            "u") " three" CLOSE "</p>",
        1, 0);
}

static void entities_in_either_form_are_the_same_text(void **state)
{
    (void)state;
    expect("<p>" OPEN("u") "&uuml; &amp; x" CLOSE "</p>", "<p>\xc3\xbc &amp; x</p>",
        "<p>" OPEN("u") "\xc3\xbc &amp; x" CLOSE "</p>", 1, 0);
}

static void code_and_parameters_are_no_place_for_a_marker(void **state)
{
    (void)state;
    static const char code[] =
        "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"t\">dog"
        "</ac:parameter><ac:plain-text-body><![CDATA[dog]]>"
        "</ac:plain-text-body></ac:structured-macro>";
    expect("<p>" OPEN("u") "dog" CLOSE "</p>", code, code, 0, 1);
}

static void nested_comments_stay_nested(void **state)
{
    (void)state;
    expect("<p>" OPEN("a") "big " OPEN("b") "dog" CLOSE CLOSE "</p>", "<p>big dog</p>",
        "<p>" OPEN("a") "big " OPEN("b") "dog" CLOSE CLOSE "</p>", 2, 0);
}

static void anything_is_taken_from_the_other_side(void **state)
{
    (void)state;
    static const char *const odd[] = { "<", "<ac:inline-comment-marker", CLOSE CLOSE "x",
        "<![CDATA[", "&", OPEN("\"") "x", "<p a='>", OPEN("u") OPEN("v") "b" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct text out = text_new(1 << 20);
        comments_carry(odd[i], strlen(odd[i]), "<p>a</p>", 8, &out);
        assert_string_equal(out.data, "<p>a</p>");
        text_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_comments_the_body_stays_as_it_is),
        cmocka_unit_test(a_marker_goes_to_the_same_text),
        cmocka_unit_test(of_equal_texts_the_one_with_equal_surroundings_is_taken),
        cmocka_unit_test(a_text_that_is_gone_loses_its_comment),
        cmocka_unit_test(a_marker_never_crosses_a_tag),
        cmocka_unit_test(entities_in_either_form_are_the_same_text),
        cmocka_unit_test(code_and_parameters_are_no_place_for_a_marker),
        cmocka_unit_test(nested_comments_stay_nested),
        cmocka_unit_test(anything_is_taken_from_the_other_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
