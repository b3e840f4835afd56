/* SPDX-License-Identifier: MIT */
#include "markdown/page.h"

#include "base/memory.h"
#include "storage/wellformed.h"
#include "tests/unit/test.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct page convert(const char *path, const char *source)
{
    struct page page;
    struct page_options options = page_default_options();
    options.path = path;
    page_convert(source, strlen(source), &options, &page);
    return page;
}

static void expect_title(
    const char *path, const char *source, const char *title, enum page_title from)
{
    struct page page = convert(path, source);
    assert_string_equal(page.title, title);
    assert_int_equal(page.title_from, from);
    page_free(&page);
}

static void the_title_comes_from_the_best_place(void **state)
{
    (void)state;
    expect_title("a.md", "---\ntitle: Front\n---\n# Head", "Front", PAGE_TITLE_FRONT_MATTER);
    expect_title("a.md", "## Two\n\n# *One* &amp; `x`", "One & x", PAGE_TITLE_HEADING);
    expect_title("a.md", "> # quoted\n\n## Two", "a", PAGE_TITLE_FILE_NAME);
    expect_title("guide/in stall.MD", "x", "in stall", PAGE_TITLE_FILE_NAME);
    expect_title("the guide/README.md", "x", "the guide", PAGE_TITLE_FILE_NAME);
    expect_title("README.md", "x", "README", PAGE_TITLE_FILE_NAME);
    expect_title("a.md", "---\ntitle: ''\n---\n# Head", "Head", PAGE_TITLE_HEADING);
    expect_title(
        "a.md", "\xEF\xBB\xBF---\r\ntitle: Crlf\r\n---\r\nx", "Crlf", PAGE_TITLE_FRONT_MATTER);
}

static void a_readme_beside_an_index_is_called_after_itself(void **state)
{
    (void)state;
    struct page page;
    struct page_options options = page_default_options();
    options.path = "guide/README.md";
    options.is_beside = true;
    page_convert("x", 1, &options, &page);
    assert_string_equal(page.title, "README");
    page_free(&page);
}

static void a_title_is_cut_to_what_confluence_takes(void **state)
{
    (void)state;
    struct text source = text_new(5000);
    text_add_string(&source, "# ");
    for (int i = 0; i < 300; i++)
        text_add_string(&source, "\xF0\x9F\x98\x84");
    struct page page = convert("a.md", source.data);
    assert_int_equal(strlen(page.title), 127 * 4 + 3);
    assert_int_equal(page.warning_count, 1);
    assert_string_equal(page.warnings[0].code, "CM-TITLE-02");
    assert_int_equal(page.warnings[0].line, 1);
    page_free(&page);
    text_free(&source);
}

static void only_the_first_heading_leaves_the_body(void **state)
{
    (void)state;
    struct page page = convert("a.md", "# One\n\n# One\n\ntext");
    assert_null(strstr(page.body.data, "<h1></h1>"));
    assert_non_null(strstr(page.body.data, "One</h1><p>text</p>"));
    assert_string_equal(page.anchors.data, "one\none-1\n");
    page_free(&page);
    page = convert("a.md", "---\ntitle: one\n---\n# One\n\ntext");
    assert_string_equal(page.body.data, "<p>text</p>");
    page_free(&page);
}

static void labels_are_made_acceptable(void **state)
{
    (void)state;
    struct page page =
        convert("a.md", "---\nlabels: [A b, 'c++', 'x:y', '', a-b]\ntags: one two\n---\n");
    assert_string_equal(page.labels.data, "a-b\nc++\nxy\none\ntwo\n");
    page_free(&page);
    page = convert("a.md", "---\ntags: one, two three\n---\n");
    assert_string_equal(page.labels.data, "one\ntwo-three\n");
    page_free(&page);
}

static void options_come_from_the_front_matter(void **state)
{
    (void)state;
    struct page page =
        convert("a.md", "---\nconfluence:\n  skip: true\n  width: wide\nother: [1]\n---\nx");
    assert_true(page.is_skipped);
    assert_string_equal(page.options.data, "skip=true\nwidth=wide\n");
    page_free(&page);
}

static void front_matter_that_is_no_yaml_warns_and_goes_on(void **state)
{
    (void)state;
    struct page page =
        convert("a.md", "---\ntitle: One: two\nlabels:\n  - a\n  - b c\n bad: [\n---\ntext");
    assert_string_equal(page.title, "One: two");
    assert_string_equal(page.labels.data, "a\nb-c\n");
    assert_int_equal(page.warning_count, 1);
    assert_string_equal(page.warnings[0].code, "CM-FRONT-01");
    assert_true(page.warnings[0].line >= 2);
    assert_string_equal(page.body.data, "<p>text</p>");
    page_free(&page);
}

static void rules_and_toml_are_no_front_matter(void **state)
{
    (void)state;
    struct page page = convert("a.md", "---\nA heading\n---\n");
    assert_non_null(strstr(page.body.data, "A heading</h2>"));
    page_free(&page);
    page = convert("a.md", "+++\ntitle = 'x'\n+++\ntext");
    assert_string_equal(page.body.data, "<p>text</p>");
    assert_string_equal(page.warnings[0].code, "CM-FRONT-02");
    page_free(&page);
}

static void warnings_name_line_and_column(void **state)
{
    (void)state;
    struct page page = convert("a.md", "---\ntitle: x\n---\n\none\n\n!!! note\n    two <T> x\n");
    assert_int_equal(page.warning_count, 1);
    assert_int_equal(page.warnings[0].line, 8);
    assert_int_equal(page.warnings[0].column, 9);
    page_free(&page);
    page = convert("a.md", "one\ntwo \xFF");
    assert_string_equal(page.warnings[0].code, "CM-TEXT-01");
    assert_int_equal(page.warnings[0].line, 2);
    assert_int_equal(page.warnings[0].column, 5);
    page_free(&page);
}

static void references_name_their_line(void **state)
{
    (void)state;
    struct page page =
        convert("a/b.md", "x\n\n[one](../c.md#f) and\n![two](d.png)\n\n[^1]\n\n[^1]: "
                          "[three](e.md)\n");
    assert_int_equal(page.references.count, 3);
    assert_int_equal(page.references.items[0].line, 3);
    assert_string_equal(page.references.items[0].target, "c.md");
    assert_string_equal(page.references.items[0].fragment, "f");
    assert_int_equal(page.references.items[1].line, 4);
    assert_string_equal(page.references.items[1].target, "a/d.png");
    assert_int_equal(page.references.items[2].line, 8);
    page_free(&page);
}

static void links_that_md4c_forgets_to_begin_do_no_harm(void **state)
{
    (void)state;
    struct page page =
        convert("a.md", "[![x](y\n[[a](b)](https://example.org) [![c](d](http://e.f)\n");
    assert_memory_equal(page.body.data, "<p>", 3);
    assert_memory_equal(page.body.data + page.body.length - 4, "</p>", 4);
    page_free(&page);
}

/* md4c 0.4.8 looks one byte behind the text for the end of a link. */
static void a_link_does_not_end_behind_the_text(void **state)
{
    (void)state;
    static const char TEXT[] = "[Same page](#s";
    struct page page = convert("a.md", TEXT);
    assert_string_equal(page.body.data, "<p>[Same page](#s</p>");
    page_free(&page);
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        found++;
    return found;
}

/* md4c 0.4.8 takes time with the square of their number: bounds.c cuts, and nothing is to be seen.
 */
static void thousands_of_addresses_stay_one_paragraph(void **state)
{
    (void)state;
    enum { ADDRESSES = 3000 };
    struct text source = text_new(SIZE_MAX / 2);
    for (size_t i = 0; i < ADDRESSES; i++)
        text_add_string(&source, i % 100 == 99 ? "`https://a.bc x`\n" : "https://a.bc ");
    struct page page = convert("a.md", source.data);
    assert_int_equal(count(page.body.data, "<p>"), 1);
    assert_int_equal(count(page.body.data, "<a href=\"https://a.bc\">https://a.bc</a> "),
        ADDRESSES - ADDRESSES / 100);
    assert_int_equal(count(page.body.data, "<code>https://a.bc x</code>"), ADDRESSES / 100);
    assert_null(strstr(page.body.data, "FDD0"));
    page_free(&page);
    text_free(&source);
}

static void endless_addresses_of_references_are_cut(void **state)
{
    (void)state;
    struct text source = text_new(SIZE_MAX / 2);
    text_add_string(&source, "[a]: <https://a.bc/");
    for (size_t i = 0; i < 5000; i++)
        text_add_char(&source, 'x');
    text_add_string(&source, ">\n\n[a]\n");
    struct page page = convert("a.md", source.data);
    assert_int_equal(page.warning_count, 1);
    assert_string_equal(page.warnings[0].code, "CM-LINK-05");
    assert_int_equal(count(page.body.data, "<a href=\"https://a.bc/x"), 1);
    assert_true(page.body.length < 2100);
    page_free(&page);
    text_free(&source);
}

static void footnotes_survive_what_is_left_open_above_them(void **state)
{
    (void)state;
    static const char *const SOURCES[] = { "[^1] [^2]\n\n[^1]: a\n\n[^2]: b\n\n<details>\n\nx\n",
        "[^1]\n\n[^1]: a\n\n<!-- open\n", "[^1] [^2]\n\n[^2]: b\n\n```\n[^1]: a\n" };
    for (size_t i = 0; i < sizeof SOURCES / sizeof SOURCES[0]; i++) {
        struct page page = convert("a.md", SOURCES[i]);
        struct wellformed_problem problem;
        assert_int_equal(
            wellformed_check(page.body.data, page.body.length, WELLFORMED_DEPTH_MAX, &problem), 0);
        page_free(&page);
    }
}

static void a_large_table_does_not_explode(void **state)
{
    (void)state;
    enum { ROWS = 20000, COLUMNS = 100 };
    struct text source = text_new(SIZE_MAX / 2);
    for (int row = 0; row < 2; row++) {
        for (int i = 0; i < COLUMNS; i++)
            text_add_string(&source, row == 0 ? "|a" : "|-");
        text_add_string(&source, "|\n");
    }
    for (int i = 0; i < ROWS; i++)
        text_add_string(&source, "|x\n");
    struct page page = convert("a.md", source.data);
    assert_true(page.body.length < 3 * 1024 * 1024);
    page_free(&page);
    text_free(&source);
}

static void deep_nesting_is_flattened(void **state)
{
    (void)state;
    struct text source = text_new(SIZE_MAX / 2);
    for (int i = 0; i < 3000; i++)
        text_add_char(&source, '>');
    text_add_string(&source, "deep");
    struct page page = convert("a.md", source.data);
    assert_non_null(strstr(page.body.data, "deep"));
    size_t depth = 0;
    for (const char *at = page.body.data; (at = strstr(at, "<blockquote>")) != NULL; at++)
        depth++;
    assert_in_range(depth, 100, 200);
    page_free(&page);
    text_free(&source);
}

/* The body with these options. The caller frees it. */
static char *body_with(const struct page_options *options, const char *source)
{
    struct page page;
    page_convert(source, strlen(source), options, &page);
    char *body = memory_copy_text(page.body.data);
    page_free(&page);
    return body;
}

static void constructs_can_be_switched_off(void **state)
{
    (void)state;
    static const struct {
        unsigned feature;
        const char *source;
    } cases[] = { { PAGE_ALERTS, "> [!NOTE]\n> x\n" }, { PAGE_ADMONITIONS, "!!! note\n    x\n" },
        { PAGE_DIRECTIVES, ":::note\nx\n:::\n" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t j = 0; j <= sizeof cases / sizeof cases[0]; j++) {
            struct page_options options = page_default_options();
            options.features &= j == 3 ? ~0U : ~cases[j].feature;
            char *body = body_with(&options, cases[i].source);
            assert_true((strstr(body, "ac:name=\"info\"") == NULL) == (i == j));
            memory_free(&body);
        }
    }
}

static void the_banner_names_the_file(void **state)
{
    (void)state;
    struct page_options options = page_default_options();
    options.path = "a & b/50% #1.md";
    options.banner = "From {link}, {path} <{x}>.";
    char *body = body_with(&options, "text");
    assert_string_equal(body, "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>From "
                              "a &amp; b/50% #1.md, a &amp; b/50% #1.md &lt;{x}&gt;.</p>"
                              "</ac:rich-text-body></ac:structured-macro><p>text</p>");
    memory_free(&body);
    options.repository_url = "https://git.example.com/docs";
    body = body_with(&options, "text");
    assert_non_null(
        strstr(body, "<a href=\"https://git.example.com/docs/a%20&amp;%20b/50%25%20%231.md\">"));
    memory_free(&body);
    body = body_with(&options, "---\nconfluence:\n  banner: false\n---\ntext");
    assert_string_equal(body, "<p>text</p>");
    memory_free(&body);
}

/* Draws what begins with a letter up to `m`, fails with what follows, leaves d2 alone. */
static enum page_drawn draw(
    const struct page_diagram *diagram, struct page_drawing *drawing, void *context)
{
    (void)context;
    if (strcmp(diagram->language, "d2") == 0)
        return PAGE_DRAWN_NOT;
    if (diagram->source[0] > 'm') {
        text_add_string(&drawing->reason, "no <luck>");
        return PAGE_DRAWN_FAILED;
    }
    struct digest key = digest_of(diagram->source, diagram->length);
    drawing_path(&key, ".png", drawing->path);
    return PAGE_DRAWN;
}

static void expect_diagram(
    const struct page_artist *artist, const char *source, const char *part, const char *warning)
{
    struct page page;
    struct page_options options = page_default_options();
    options.artist = artist;
    page_convert(source, strlen(source), &options, &page);
    assert_non_null(strstr(page.body.data, part));
    assert_int_equal(page.warning_count, warning != NULL);
    if (warning != NULL)
        assert_string_equal(page.warnings[0].code, warning);
    page_free(&page);
}

static void diagrams_are_images_macros_or_code(void **state)
{
    (void)state;
    static const char *const macros[] = { "d2=d2-macro" };
    struct page_artist artist = { .draw = draw };
    expect_diagram(&artist, "```mermaid\na\n```", "ri:filename=\"diagram-1.png\"", NULL);
    expect_diagram(&artist, "```PUML title='x \"y\"'\na\n```", "ac:alt=\"x &quot;y&quot;\"", NULL);
    expect_diagram(&artist,
        "![d](diagram-1.png)\n\n```dot\na\n```\n\n```dot\na\n```\n\n```dot\nb\n```",
        "diagram-3.png", NULL);
    expect_diagram(&artist, "```dot title=t\nz ]]> z\n```", "z ]]]]><![CDATA[> z", "CM-DIAG-02");
    expect_diagram(&artist, "- ```d2\n  a\n  ```", "ac:name=\"code\"", "CM-DIAG-01");
    artist.macros = macros;
    artist.macro_count = 1;
    expect_diagram(&artist, "```d2\nz ]]> z\n```",
        "ac:name=\"d2-macro\"><ac:plain-text-body><![CDATA[z ]]]]><![CDATA[> z", NULL);
    expect_diagram(NULL, "```d2\na\n```", "ac:name=\"code\"", NULL);
}

static void formulas_go_to_their_macros(void **state)
{
    (void)state;
    struct page_options options = page_default_options();
    options.features |= PAGE_MATH;
    options.math_macro = "mathblock";
    char *body = body_with(&options, "$a$ and $$b$$");
    assert_non_null(strstr(body, "<code>$a$</code>"));
    assert_non_null(strstr(body, "ac:name=\"mathblock\""));
    memory_free(&body);
    options.math_inline_macro = "mathinline";
    body = body_with(&options, "$a$ and $$b$$");
    assert_non_null(strstr(body, "ac:name=\"mathinline\""));
    memory_free(&body);
    body = body_with(&options, "```math\na]]>b\n```");
    assert_string_equal(body, "<ac:structured-macro ac:name=\"mathblock\"><ac:plain-text-body>"
                              "<![CDATA[a]]]]><![CDATA[>b]]></ac:plain-text-body>"
                              "</ac:structured-macro>");
    memory_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_title_comes_from_the_best_place),
        cmocka_unit_test(a_readme_beside_an_index_is_called_after_itself),
        cmocka_unit_test(a_title_is_cut_to_what_confluence_takes),
        cmocka_unit_test(only_the_first_heading_leaves_the_body),
        cmocka_unit_test(labels_are_made_acceptable),
        cmocka_unit_test(options_come_from_the_front_matter),
        cmocka_unit_test(front_matter_that_is_no_yaml_warns_and_goes_on),
        cmocka_unit_test(rules_and_toml_are_no_front_matter),
        cmocka_unit_test(warnings_name_line_and_column),
        cmocka_unit_test(references_name_their_line),
        cmocka_unit_test(links_that_md4c_forgets_to_begin_do_no_harm),
        cmocka_unit_test(a_link_does_not_end_behind_the_text),
        cmocka_unit_test(thousands_of_addresses_stay_one_paragraph),
        cmocka_unit_test(endless_addresses_of_references_are_cut),
        cmocka_unit_test(footnotes_survive_what_is_left_open_above_them),
        cmocka_unit_test(a_large_table_does_not_explode),
        cmocka_unit_test(deep_nesting_is_flattened),
        cmocka_unit_test(constructs_can_be_switched_off),
        cmocka_unit_test(the_banner_names_the_file),
        cmocka_unit_test(formulas_go_to_their_macros),
        cmocka_unit_test(diagrams_are_images_macros_or_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
