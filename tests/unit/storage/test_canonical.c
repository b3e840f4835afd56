/* SPDX-License-Identifier: MIT */
#include "storage/canonical.h"
#include "tests/unit/test.h"

#include <string.h>

static const struct {
    const char *sent;
    const char *stored;
} same[] = {
    { "<p>a<br/>b</p>", "<p>a<br />b</p>" },
    { "<p>m\xc3\xbc \xe2\x80\x93 \xe2\x80\x9c\xc2\xa0</p>",
        "<p>m&uuml; &ndash; &ldquo;&nbsp;</p>" },
    { "<p>a &amp; b &#39;c&quot;</p>", "<p>a &amp; b 'c\"</p>" },
    { "<b>x</b><i>y</i><del>z</del>", "<strong>x</strong><em>y</em><s>z</s>" },
    { "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">c</ac:parameter>"
      "<ac:parameter ac:name=\"a\">1</ac:parameter>"
      "<ac:plain-text-body><![CDATA[x  <y>\n&uuml;]]></ac:plain-text-body></ac:structured-macro>",
        "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"u\">"
        "<ac:parameter ac:name=\"a\">1</ac:parameter><ac:parameter ac:name=\"language\">c"
        "</ac:parameter><ac:plain-text-body><![CDATA[x  <y>\n&uuml;]]></ac:plain-text-body>"
        "</ac:structured-macro>" },
    { "<ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"T\" /><ac:link-body>t</ac:link-body>"
      "</ac:link>",
        "<ac:link><ri:page ri:version-at-save=\"3\" ri:content-title=\"T\" />"
        "<ac:plain-text-link-body><![CDATA[t]]></ac:plain-text-link-body></ac:link>" },
    { "<table><tbody><tr><td>x</td></tr></tbody></table>",
        "<table class=\"\">\n<tr>\n<td><p>x</p></td></tr></table>" },
    { "<p>some text</p>",
        "<p>some <ac:inline-comment-marker ac:ref=\"u\">text</ac:inline-comment-marker></p>" },
    { "<p a=\"1\" b=\"2\">x</p>", "<p b='2' a='1'>x</p>" },
};

static const struct {
    const char *a;
    const char *b;
} different[] = {
    { "<p>a</p>", "<p>b</p>" },
    { "<p>a b</p>", "<p>ab</p>" },
    { "<p>a\xc2\xa0"
      "b</p>",
        "<p>a b</p>" },
    { "<pre>a  b</pre>", "<pre>a b</pre>" },
    { "<p>a</p><p>b</p>", "<p>a b</p>" },
    { "<p>a</p>", "<p>a" },
    { "<li><p>a</p><p>b</p></li>", "<li><p>a</p>b</li>" },
    { "<p>&bogus;</p>", "<p>bogus</p>" },
};

static bool equal(const char *a, const char *b)
{
    return canonical_equal(a, strlen(a), b, strlen(b));
}

static void what_confluence_rewrites_stays_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!equal(same[i].sent, same[i].stored))
            fail_msg("not the same: %s", same[i].sent);
}

static void what_a_reader_sees_makes_a_difference(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof different / sizeof *different; i++)
        if (equal(different[i].a, different[i].b))
            fail_msg("the same: %s", different[i].a);
}

static void what_is_not_well_formed_equals_only_itself(void **state)
{
    (void)state;
    assert_true(equal("<p>a", "<p>a"));
    assert_false(equal("<p>a", "<p>a "));
    assert_true(equal("", ""));
}

/* A tree is walked by recursion: what Confluence answers must not exhaust the stack. */
static void what_lies_too_deep_equals_only_itself(void **state)
{
    (void)state;
    enum { DEPTH = 1000 * 1000 };
    struct text body = text_new(CANONICAL_MAX_BYTES);
    for (int i = 0; i < DEPTH; i++)
        text_add_string(&body, "<i>");
    for (int i = 0; i < DEPTH; i++)
        text_add_string(&body, "</i>");
    struct text out = text_new(CANONICAL_MAX_BYTES);
    assert_int_equal(canonical_add(body.data, body.length, &out), -1);
    assert_true(canonical_equal(body.data, body.length, body.data, body.length));
    assert_false(canonical_equal(body.data, body.length, "<i></i>", 7));
    text_free(&out);
    text_free(&body);
}

static void anchors_are_counted(void **state)
{
    (void)state;
    static const char body[] = "<ac:link ac:anchor=\"a\"/><ac:link/><ac:link ac:anchor=\"b\"/>";
    assert_int_equal(canonical_count_anchors(body, sizeof body - 1), 2);
    assert_int_equal(canonical_count_anchors(body, 20), 1); /* not behind its end */
    assert_int_equal(canonical_count_anchors(NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_confluence_rewrites_stays_the_same),
        cmocka_unit_test(what_a_reader_sees_makes_a_difference),
        cmocka_unit_test(what_is_not_well_formed_equals_only_itself),
        cmocka_unit_test(what_lies_too_deep_equals_only_itself),
        cmocka_unit_test(anchors_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
