/* SPDX-License-Identifier: MIT */
#include "storage/rendering.h"

#include "tests/unit/test.h"

#include <string.h>

static void bodies_are_shown_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *text;
    } cases[] = {
        { "", "" },
        { "<p>One.</p><p>Two &amp; three&nbsp;four.</p>", "One.\n\nTwo & three\u00a0four.\n" },
        { "<h2>Head</h2>\n<p>Text <strong>bold</strong> <em>it</em> <code>x &lt; y</code></p>",
            "## Head\n\nText **bold** *it* `x < y`\n" },
        { "<p>This is the first long sentence. This is the second one.</p>",
            "This is the first long sentence.\nThis is the second one.\n" },
        { "<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul><p>d</p>",
            "- a\n- b\n  - c\n\nd\n" },
        { "<ol start=\"3\"><li>a</li><li>b</li></ol>", "3. a\n4. b\n" },
        { "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete"
          "</ac:task-status><ac:task-body>done</ac:task-body></ac:task></ac:task-list>",
            "- [x] done\n" },
        { "<table><tbody><tr><th>h</th></tr><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
            "| **h** |\n| a b |\n" },
        { "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc\n" },
        { "<ac:structured-macro ac:name=\"code\" ac:macro-id=\"7\"><ac:parameter "
          "ac:name=\"language\">c</ac:parameter><ac:plain-text-body><![CDATA[a  b\n  c]]>"
          "</ac:plain-text-body></ac:structured-macro>",
            "```c\na  b\n  c\n```\n" },
        { "<ac:structured-macro ac:name=\"info\"><ac:parameter ac:name=\"title\">T</ac:parameter>"
          "<ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>",
            "{info title=T}\n\na\n{/info}\n" },
        { "<p><ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"A page\" /><ac:link-body>see"
          "</ac:link-body></ac:link> <a href=\"https://e.org/\">out</a></p>",
            "[see](A page#x) [out](https://e.org/)\n" },
        { "<p><ac:image ac:alt=\"Logo\"><ri:attachment ri:filename=\"l.png\" /></ac:image></p>",
            "![Logo](l.png)\n" },
        { "<p>a<br />b</p><hr />", "a\nb\n\n---\n" },
        { "<p>not <b>closed</p>", "<p>not <b>closed</p>\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text out = text_new(RENDERING_MAX_BYTES);
        rendering_add(cases[i].body, strlen(cases[i].body), &out);
        assert_string_equal(out.data, cases[i].text);
        text_free(&out);
    }
}

/* Else each save by an editor would be shown as a change. */
static void what_confluence_adds_is_not_shown(void **state)
{
    (void)state;
    static const char sent[] = "<h2><ac:structured-macro ac:name=\"anchor\"><ac:parameter "
                               "ac:name=\"\">x</ac:parameter></ac:structured-macro>Head</h2>"
                               "<p>The <b>text</b></p>";
    static const char kept[] =
        "<h2 local-id=\"1\"><ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\" "
        "ac:macro-id=\"u\"><ac:parameter ac:name=\"\">x</ac:parameter></ac:structured-macro>Head"
        "</h2>\n<p>The <ac:inline-comment-marker ac:ref=\"r\"><strong>text</strong>"
        "</ac:inline-comment-marker></p>";
    struct text first = text_new(RENDERING_MAX_BYTES);
    struct text second = text_new(RENDERING_MAX_BYTES);
    rendering_add(sent, strlen(sent), &first);
    rendering_add(kept, strlen(kept), &second);
    assert_string_equal(first.data, second.data);
    text_free(&first);
    text_free(&second);
}

/* A tree is walked by recursion: what Confluence answers must not exhaust the stack. */
static void what_lies_too_deep_is_shown_as_it_is(void **state)
{
    (void)state;
    enum { DEPTH = 1000 * 1000 };
    struct text body = text_new(RENDERING_MAX_BYTES);
    for (int i = 0; i < DEPTH; i++)
        text_add_string(&body, "<i>");
    for (int i = 0; i < DEPTH; i++)
        text_add_string(&body, "</i>");
    struct text out = text_new(RENDERING_MAX_BYTES);
    rendering_add(body.data, body.length, &out);
    text_add_char(&body, '\n');
    assert_string_equal(out.data, body.data);
    text_free(&out);
    text_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_shown_as_text),
        cmocka_unit_test(what_confluence_adds_is_not_shown),
        cmocka_unit_test(what_lies_too_deep_is_shown_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
