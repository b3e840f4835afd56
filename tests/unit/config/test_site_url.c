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
        "https://b\xC3\xBC"
        "cher.example" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct problem problem;
        if (site_url_check("site.url", bad[i], &problem) == 0)
            fail_msg("%s was accepted", bad[i]);
        assert_true(problem.help[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_the_token_may_go_to_are_accepted),
        cmocka_unit_test(everything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
