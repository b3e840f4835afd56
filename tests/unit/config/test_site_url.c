/* SPDX-License-Identifier: MIT */
#include "config/site_url.h"

#include "tests/unit/test.h"

static void addresses_the_token_may_go_to_are_accepted(void **state)
{
    (void)state;
    static const char *const good[] = { "https://example.atlassian.net/wiki",
        "https://wiki.example.com:8443/confluence/", "https://[2001:db8::1]/wiki",
        "http://localhost:8090", "http://127.0.0.1:1234/wiki", "http://[::1]:80/",
        "HTTPS://Example.com" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct problem problem;
        if (site_url_check("site.url", good[i], &problem) < 0)
            fail_msg("%s: %s", good[i], problem.message);
    }
}

static void everything_else_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "example.com", "ftp://example.com", "https://",
        "https:///wiki", "https://me:secret@example.com/", "https://me@example.com",
        "https://example.com/?x=1", "https://example.com/#top", "http://example.com",
        "http://127.evil.example/", "http://localhost.evil.example/", "http://127.0.0.1@evil/",
        "http://10.0.0.1/", "https://exa mple.com", "https://example.com:0/",
        "https://example.com:99999", "https://example.com:80x", "https://[::1", "https://[]/",
        "https://ex\nample.com", "https://example.com\\@evil",
        ("https://b\xC3\xBC"
         "cher.example") };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct problem problem;
        if (site_url_check("site.url", bad[i], &problem) == 0)
            fail_msg("%s was accepted", bad[i]);
        assert_true(problem.help[0] != '\0');
    }
}

static void becomes(
    void (*print)(const char *typed, struct text *out), const char *typed, const char *expected)
{
    struct text out = text_new(1000);
    print(typed, &out);
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static void an_address_is_what_the_browser_shows_without_the_page(void **state)
{
    (void)state;
    static const char cloud[] = "https://x.atlassian.net/wiki";
    becomes(site_url_tidy, "x.atlassian.net", cloud);
    becomes(site_url_tidy, "https://x.atlassian.net/", cloud);
    becomes(site_url_tidy, "https://x.atlassian.net/wiki/spaces/DOCS/pages/1/A?b#c", cloud);
    becomes(site_url_tidy, "wiki.example.com/confluence/", "https://wiki.example.com/confluence");
    becomes(site_url_tidy, " http://127.0.0.1:8090/wiki", "http://127.0.0.1:8090/wiki");
    becomes(site_url_tidy, "notatlassian.net/x", "https://notatlassian.net/x");
}

static void a_space_is_its_key_or_its_address(void **state)
{
    (void)state;
    becomes(site_url_space, "DOCS", "DOCS");
    becomes(site_url_space, "https://x.atlassian.net/wiki/spaces/DOCS/overview", "DOCS");
    becomes(site_url_space, "https://x.example/display/~me/Home", "~me");
}

static void on_cloud_the_host_says_so(void **state)
{
    (void)state;
    assert_true(site_url_is_cloud("https://x.atlassian.net/wiki"));
    assert_false(site_url_is_cloud("https://.atlassian.net"));
    assert_false(site_url_is_cloud("https://wiki.example.com/x.atlassian.net"));
}

static void this_machine_is_known_by_name_and_number(void **state)
{
    (void)state;
    assert_true(site_url_is_loopback("http://127.0.0.1:8080/wiki"));
    assert_true(site_url_is_loopback("http://[::1]:8080/wiki"));
    assert_true(site_url_is_loopback("https://LOCALHOST/wiki"));
    assert_false(site_url_is_loopback("http://127.example"));
    assert_false(site_url_is_loopback("http://localhost.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_what_the_browser_shows_without_the_page),
        cmocka_unit_test(a_space_is_its_key_or_its_address),
        cmocka_unit_test(on_cloud_the_host_says_so),
        cmocka_unit_test(this_machine_is_known_by_name_and_number),
        cmocka_unit_test(addresses_the_token_may_go_to_are_accepted),
        cmocka_unit_test(everything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
