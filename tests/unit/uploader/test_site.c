/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/site.h"

#include <string.h>

static const char facts[] = "edition=cloud\nbase=https://a.atlassian.net/wiki\n"
                            "api_url=https://a.atlassian.net/wiki\nspace_key=DOCS\n"
                            "space_id=98309\nroot_id=98422\naccount_id=me\n"
                            "people=\n";

static struct config new_config(void)
{
    struct config config = { 0 };
    config.site.url = "https://a.atlassian.net/wiki/";
    config.site.api_url = "";
    config.site.space = "docs";
    config.site.root_page = "";
    return config;
}

static bool take(const struct config *config, const char *text)
{
    struct site site;
    site_start(&site, config);
    bool is_taken = site_take_facts(&site, text, config);
    if (is_taken)
        assert_string_equal(site.root_id, "98422");
    site_free(&site);
    return is_taken;
}

static void facts_of_the_configured_site_are_taken(void **state)
{
    (void)state;
    struct config config = new_config();
    assert_true(take(&config, facts));
}

static void facts_that_are_incomplete_or_of_another_site_are_not(void **state)
{
    (void)state;
    struct config config = new_config();
    assert_false(take(&config, ""));
    assert_false(take(&config, "probe=1\n"));
    assert_false(take(&config, strchr(facts, '\n') + 1));
    config.site.url = "https://b.atlassian.net/wiki";
    assert_false(take(&config, facts));
    config = new_config();
    config.site.space = "OTHER";
    assert_false(take(&config, facts));
    config = new_config();
    config.site.root_page = "1";
    assert_false(take(&config, facts));
    config = new_config();
    config.site.edition = CONFIG_EDITION_datacenter;
    assert_false(take(&config, facts));
}

static void facts_are_printed_as_they_are_taken(void **state)
{
    (void)state;
    struct config config = new_config();
    struct site site;
    struct text out = text_new(4096);
    site_start(&site, &config);
    assert_true(site_take_facts(&site, facts, &config));
    site_print_facts(&site, &out);
    assert_string_equal(out.data, facts);
    text_free(&out);
    site_free(&site);
}

static void hosts_are_told_apart(void **state)
{
    (void)state;
    char *host = site_host("https://a.b:8443/wiki?x");
    assert_string_equal(host, "https://a.b:8443");
    memory_free(&host);
    assert_true(site_is_atlassian("https://a.atlassian.net/wiki"));
    assert_false(site_is_atlassian("https://a.atlassian.net.evil.example/wiki"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_of_the_configured_site_are_taken),
        cmocka_unit_test(facts_that_are_incomplete_or_of_another_site_are_not),
        cmocka_unit_test(facts_are_printed_as_they_are_taken),
        cmocka_unit_test(hosts_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
