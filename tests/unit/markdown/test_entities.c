/* SPDX-License-Identifier: MIT */
#include "markdown/emoji.h"
#include "markdown/entities.h"
#include "markdown/languages.h"

#include "tests/unit/test.h"

#include <string.h>

static void expect(const char *entity, const char *wanted)
{
    char out[ENTITY_MAX_BYTES] = "";
    size_t length = entity_decode(entity, strlen(entity), out);
    assert_int_equal(length, strlen(wanted));
    assert_memory_equal(out, wanted, length);
}

static void names_and_numbers_are_decoded(void **state)
{
    (void)state;
    expect("&amp;", "&");
    expect("&nbsp;", "\xC2\xA0");
    expect("&CounterClockwiseContourIntegral;", "\xE2\x88\xB3");
    expect("&ngE;", "\xE2\x89\xA7\xCC\xB8");
    expect("&#65;", "A");
    expect("&#x1F604;", "\xF0\x9F\x98\x84");
    expect("&unknown;", "");
    expect("&#xZZ;", "");
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
    (void)state;
    expect("&#0;", "\xEF\xBF\xBD");
    expect("&#8;", "\xEF\xBF\xBD");
    expect("&#xD800;", "\xEF\xBF\xBD");
    expect("&#xFFFF;", "\xEF\xBF\xBD");
    expect("&#9999999;", "\xEF\xBF\xBD");
}

static void the_tables_are_sorted(void **state)
{
    (void)state;
    expect("&AElig;", "\xC3\x86");
    expect("&zwnj;", "\xE2\x80\x8C");
    assert_string_equal(emoji_find("+1", 2), "\xF0\x9F\x91\x8D");
    assert_non_null(emoji_find("zzz", 3));
    assert_null(emoji_find("no such", 7));
}

static void languages_differ_by_edition(void **state)
{
    (void)state;
    const struct page_options cloud = { .edition = PAGE_CLOUD };
    const struct page_options datacenter = { .edition = PAGE_DATACENTER };
    assert_string_equal(language_name("C#", 2, &cloud), "c#");
    assert_string_equal(language_name("C#", 2, &datacenter), "csharp");
    assert_string_equal(language_name("zsh", 3, &cloud), "bash");
    assert_string_equal(language_name("go", 2, &datacenter), "none");
    assert_string_equal(language_name("", 0, &cloud), "none");
}

static void languages_of_the_user(void **state)
{
    (void)state;
    static const char *const map[] = { "tf=c#", "zsh=new", "go=", "tf=zsh" };
    const struct page_options options = {
        .edition = PAGE_DATACENTER, .languages = map, .language_count = 4
    };
    assert_string_equal(language_name("TF x", 2, &options), "bash");
    assert_string_equal(language_name("zsh", 3, &options), "new");
    assert_string_equal(language_name("t", 1, &options), "none");
    assert_string_equal(language_name("java", 4, &options), "java");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_are_decoded),
        cmocka_unit_test(what_xml_cannot_hold_is_replaced),
        cmocka_unit_test(the_tables_are_sorted),
        cmocka_unit_test(languages_differ_by_edition),
        cmocka_unit_test(languages_of_the_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
