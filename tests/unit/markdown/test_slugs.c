/* SPDX-License-Identifier: MIT */
#include "markdown/slugs.h"

#include "tests/unit/test.h"

static void expect(void slug(const char *, struct text *), const char *heading, const char *wanted)
{
    struct text out = text_new(1000);
    slug(heading, &out);
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void fragments_are_githubs(void **state)
{
    (void)state;
    expect(slug_of, "Hello, World!", "hello-world");
    expect(slug_of, "a - b & c_d", "a---b--c_d");
    expect(slug_of,
        "\xC3\x9C"
        "bung f\xC3\xBCr \xE4\xB8\xAD\xE6\x96\x87\xE3\x80\x82",
        "\xC3\xBC"
        "bung-f\xC3\xBCr-\xE4\xB8\xAD\xE6\x96\x87");
    expect(slug_of, "!!!", "");
}

static void second_names_are_mkdocs(void **state)
{
    (void)state;
    expect(slug_of_mkdocs, "a - b", "a-b");
    expect(slug_of_mkdocs,
        "\xC3\x9C"
        "bung",
        "ubung");
}

static void the_same_heading_again_gets_a_number(void **state)
{
    (void)state;
    struct slugs *slugs = slugs_new(NULL);
    assert_string_equal(slugs_take(slugs, "a"), "a");
    assert_string_equal(slugs_take(slugs, "a"), "a-1");
    assert_string_equal(slugs_take(slugs, "a-1"), "a-1-1");
    assert_string_equal(slugs_take(slugs, "a"), "a-2");
    slugs_free(&slugs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_are_githubs),
        cmocka_unit_test(second_names_are_mkdocs),
        cmocka_unit_test(the_same_heading_again_gets_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
