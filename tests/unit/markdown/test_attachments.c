/* SPDX-License-Identifier: MIT */
#include "markdown/page.h"

#include "tests/unit/test.h"

#include <string.h>

static void expect_names(const char *source, const char *const *names, size_t count)
{
    struct page page;
    struct page_options options = page_default_options();
    options.path = "guide/page.md";
    page_convert(source, strlen(source), &options, &page);
    assert_int_equal(page.references.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(page.references.items[i].name, names[i]);
    page_free(&page);
}

static void names_are_unique_without_regard_to_case(void **state)
{
    (void)state;
    static const char *const NAMES[] = { "Logo.png", "b-logo.PNG", "Logo.png", "c-b-logo.png" };
    expect_names(
        "![](a/Logo.png) ![](b/logo.PNG) ![](./a/Logo.png) ![](../c/b/logo.png)", NAMES, 4);
}

static void characters_that_confluence_takes_amiss_are_replaced(void **state)
{
    (void)state;
    static const char *const NAMES[] = { "a_b_.png", "with blank.png" };
    expect_names("![](a%3Ab%3F.png) ![](<with blank.png>)", NAMES, 2);
}

static void when_folders_do_not_help_a_digest_does(void **state)
{
    (void)state;
    struct page page;
    struct page_options options = page_default_options();
    const char *source = "![](a/b.png) ![](a-b.png) ![](x/a-b.png) ![](A/b.png) ![](A-B.png)";
    page_convert(source, strlen(source), &options, &page);
    for (size_t i = 0; i < page.references.count; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(
                strcasecmp(page.references.items[i].name, page.references.items[j].name) != 0);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique_without_regard_to_case),
        cmocka_unit_test(characters_that_confluence_takes_amiss_are_replaced),
        cmocka_unit_test(when_folders_do_not_help_a_digest_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
