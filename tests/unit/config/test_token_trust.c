/* SPDX-License-Identifier: MIT */
#include "config/token_trust.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cmsync-trust-XXXXXX";
static char project_file[200];
static char token_file[300];

static int set_up(void **state)
{
    (void)state;
    char path[300];
    if (mkdtemp(folder) == NULL)
        return -1;
    static const char *const names[] = { "home", "project", "project/secrets", "project-b" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (mkdir(path, 0700) < 0)
            return -1;
    }
    char target[300];
    snprintf(target, sizeof target, "%s/home", folder);
    snprintf(path, sizeof path, "%s/project/link", folder);
    snprintf(project_file, sizeof project_file, "%s/project/cmsync.yaml", folder);
    return symlink(target, path);
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = { "project/link", "project/secrets", "project", "project-b",
        "home", "" };
    char path[300];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    return 0;
}

static struct config config_with(enum config_source token_from, const char *token)
{
    struct config config = { .file = project_file };
    snprintf(token_file, sizeof token_file, "%s/%s", folder, token);
    config.site.token_file = token_file;
    config.site.url = "https://wiki.example.com:8443/confluence";
    config.site.api_url = "";
    config.origins[SETTING_site_token_file].source = token_from;
    config.origins[SETTING_site_token_command].source = token_from;
    config.origins[SETTING_site_url].source = CONFIG_SOURCE_PROJECT;
    return config;
}

static int check(const struct config *config)
{
    struct problem problem;
    return token_trust_check(config, TOKEN_SOURCE_FILE, &problem);
}

static void a_project_sends_a_file_of_the_user_where_the_user_said(void **state)
{
    (void)state;
    const char *hosts[] = { "example.atlassian.net", "wiki.example.com" };
    static const char *const good[] = { "project/token", "project/secrets/token" };
    static const char *const bad[] = { "home/.ssh_key", "project/../home/key", "project/link/key",
        "project-b/token", "project/nowhere/token" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct config config = config_with(CONFIG_SOURCE_PROJECT, good[i]);
        config.site.hosts = (struct config_list){ .items = hosts, .count = 1 };
        assert_int_equal(check(&config), 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct config config = config_with(CONFIG_SOURCE_PROJECT, bad[i]);
        assert_int_equal(check(&config), 0); /* the user did not say */
        config.site.hosts = (struct config_list){ .items = hosts, .count = 2 };
        assert_int_equal(check(&config), 0);
        config.site.hosts.count = 1;
        assert_int_equal(check(&config), -1);
        config.origins[SETTING_site_token_file].source = CONFIG_SOURCE_OPTION;
        assert_int_equal(check(&config), 0);
    }
}

static void the_users_token_goes_where_the_user_said(void **state)
{
    (void)state;
    struct problem problem;
    struct config config = config_with(CONFIG_SOURCE_USER, "home/token");
    assert_int_equal(check(&config), 0); /* he did not say */
    const char *hosts[] = { "example.atlassian.net", "Wiki.Example.com" };
    config.site.hosts = (struct config_list){ .items = hosts, .count = 1 };
    assert_int_equal(check(&config), -1);
    assert_int_equal(token_trust_check(&config, TOKEN_SOURCE_COMMAND, &problem), -1);
    assert_non_null(strstr(problem.message, "not for wiki.example.com"));
    assert_int_equal(token_trust_check(&config, TOKEN_SOURCE_OPTION, &problem), 0);
    config.site.hosts.count = 2;
    assert_int_equal(check(&config), 0);
    config.site.hosts.count = 1;
    config.origins[SETTING_site_url].source = CONFIG_SOURCE_OPTION;
    assert_int_equal(check(&config), 0);
    config.origins[SETTING_site_url].source = CONFIG_SOURCE_PROJECT;
    config.site.url = "http://127.0.0.1:8090/wiki";
    assert_int_equal(check(&config), 0);
    config.site.url = "https://127.0.0.1.evil.example/wiki";
    assert_int_equal(check(&config), -1);
}

static void no_other_way_leads_round_it(void **state)
{
    (void)state;
    const char *hosts[] = { "wiki.example.com" };
    struct config config = config_with(CONFIG_SOURCE_USER, "home/token");
    config.site.hosts = (struct config_list){ .items = hosts, .count = 1 };
    assert_int_equal(check(&config), 0);
    config.site.api_url = "https://evil.example/ex/confluence/1/wiki";
    config.origins[SETTING_site_api_url].source = CONFIG_SOURCE_PROJECT;
    assert_int_equal(check(&config), -1);
    config.site.api_url = "";
    config.origins[SETTING_site_proxy].source = CONFIG_SOURCE_PROJECT;
    assert_int_equal(check(&config), 0);
    config.origins[SETTING_site_ca_file].source = CONFIG_SOURCE_PROJECT;
    assert_int_equal(check(&config), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_project_sends_a_file_of_the_user_where_the_user_said),
        cmocka_unit_test(the_users_token_goes_where_the_user_said),
        cmocka_unit_test(no_other_way_leads_round_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
