/* SPDX-License-Identifier: MIT */
#include "markdown/uri.h"

#include "tests/unit/test.h"

#include <string.h>

static void schemes_that_run_code_are_unsafe(void **state)
{
    (void)state;
    static const char *const UNSAFE[] = { "javascript:x", "JavaScript:x", " java\nscript:x",
        "vbscript:x", "data:text/html,x", "\tjava\tscript :x" };
    static const char *const SAFE[] = { "https://x", "mailto:a", "a/javascript:x", "java script.md",
        "#javascript:", "javascript", "made-up+scheme:x" };
    for (size_t i = 0; i < sizeof UNSAFE / sizeof UNSAFE[0]; i++)
        assert_true(uri_is_unsafe(UNSAFE[i]));
    for (size_t i = 0; i < sizeof SAFE / sizeof SAFE[0]; i++)
        assert_false(uri_is_unsafe(SAFE[i]));
}

static void a_drive_letter_is_no_scheme(void **state)
{
    (void)state;
    assert_int_equal(uri_scheme_length("c:file"), 0);
    assert_int_equal(uri_scheme_length("http:"), 5);
    assert_int_equal(uri_scheme_length("a/b:c"), 0);
}

static void expect(
    void function(struct text *, const char *, size_t), const char *data, const char *wanted)
{
    struct text out = text_new(1000);
    function(&out, data, strlen(data));
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void escapes_become_whole_characters_or_stay(void **state)
{
    (void)state;
    expect(uri_decode, "a%20b%C3%BC%2e", "a b\xC3\xBC.");
    expect(uri_decode, "%00%0a%FF%C3%", "%00%0a%FF%C3%");
    expect(uri_decode, "%E2%82%AC%zz", "\xE2\x82\xAC%zz");
}

static void addresses_are_encoded_once(void **state)
{
    (void)state;
    expect(
        uri_put_attribute, "http://x/a b\"<%20>&\xC3\xBC", "http://x/a%20b%22%3C%20%3E&amp;%C3%BC");
}

static void a_url_leads_straight_to_its_file(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        { "https://x.org/r/blob/main/docs/../a.md?b=/../c#../d",
            "https://x.org/r/blob/main/a.md?b=/../c#../d" },
        { "https://x.org/a/./b/../../../../c", "https://x.org/c" },
        { "https://x.org", "https://x.org" },
        { "https://x.org/a/..b/...", "https://x.org/a/..b/..." },
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        struct text url = text_new(1000);
        text_add_string(&url, PAIRS[i][0]);
        uri_straighten(&url);
        assert_string_equal(url.data, PAIRS[i][1]);
        text_free(&url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemes_that_run_code_are_unsafe),
        cmocka_unit_test(a_drive_letter_is_no_scheme),
        cmocka_unit_test(escapes_become_whole_characters_or_stay),
        cmocka_unit_test(addresses_are_encoded_once),
        cmocka_unit_test(a_url_leads_straight_to_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
