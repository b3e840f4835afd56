/* SPDX-License-Identifier: MIT */
#include "monitor/sheet.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

struct world {
    struct options options;
    struct settings_sheet sheet;
    struct text out;
};

static const char project[] = "site:\n  url: https://a.example/wiki # why\n  space: DOCS\n";

static struct draft draft(enum config_source source, const char *path, const char *text)
{
    return (struct draft){ .source = source,
        .path = strdup(path),
        .is_there = true,
        .before = strdup(text),
        .after = strdup(text) };
}

static int set_up(void **state)
{
    clearenv();
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    *state = w;
    w->options.pool = memory_pool_new();
    w->out = text_new(100000);
    struct draft drafts[2] = { draft(CONFIG_SOURCE_USER, "/none/config.yaml", "version: 1\n"),
        draft(CONFIG_SOURCE_PROJECT, "/none/cmsync.yaml", project) };
    sheet_take(&w->sheet, &w->options, drafts);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    sheet_free(&w->sheet);
    memory_pool_free(&w->options.pool);
    text_free(&w->out);
    free(w);
    return 0;
}

static const char *after(struct world *w, size_t file)
{
    return w->sheet.drafts[file].after;
}

static void a_change_is_in_force_at_once_and_can_be_taken_back(void **state)
{
    struct world *w = *state;
    assert_int_equal(sheet_set(&w->sheet, SETTING_limits_uploaders, "7", &w->out), 0);
    assert_int_equal(w->sheet.config.limits.uploaders, 7);
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_space, "OPS", &w->out), 0);
    assert_int_equal(sheet_count_changes(&w->sheet), 2);
    assert_string_equal(after(w, 1), "site:\n  url: https://a.example/wiki # why\n  space: OPS\n"
                                     "limits:\n  uploaders: 7\n");
    sheet_undo(&w->sheet, SETTING_site_space);
    assert_string_equal(w->sheet.config.site.space, "DOCS");
    assert_int_equal(w->sheet.config.limits.uploaders, 7);
    sheet_undo(&w->sheet, SETTING_limits_uploaders);
    assert_string_equal(after(w, 1), project);
    assert_int_equal(sheet_count_changes(&w->sheet), 0);
}

static void a_token_is_bound_to_the_host_that_a_person_means(void **state)
{
    struct world *w = *state;
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_token_file, "/home/me/token", &w->out), 0);
    assert_non_null(strstr(after(w, 0), "token_file: /home/me/token\n"));
    assert_non_null(strstr(after(w, 0), "a.example"));
    assert_string_equal(after(w, 1), project);
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_url, "https://b.example/wiki", &w->out), 0);
    assert_non_null(strstr(after(w, 0), "b.example"));
    assert_null(strstr(after(w, 0), "a.example"));
    sheet_undo(&w->sheet, SETTING_site_token_file);
    assert_string_equal(after(w, 0), "version: 1\n");
}

static void a_value_that_does_not_suit_changes_nothing(void **state)
{
    struct world *w = *state;
    assert_int_equal(sheet_set(&w->sheet, SETTING_limits_uploaders, "7", &w->out), 0);
    assert_int_equal(sheet_set(&w->sheet, SETTING_limits_uploaders, "700", &w->out), -1);
    assert_string_equal(
        w->out.data, "`700` is no value for `limits.uploaders`\nwrite a whole number from 1 to 32");
    assert_int_equal(w->sheet.config.limits.uploaders, 7);
    assert_non_null(strstr(after(w, 1), "uploaders: 7\n"));
}

static void the_same_value_again_is_no_change(void **state)
{
    struct world *w = *state;
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_space, "DOCS", &w->out), 0);
    assert_int_equal(sheet_count_changes(&w->sheet), 0);
}

static void what_is_of_the_person_goes_to_his_own_file(void **state)
{
    struct world *w = *state;
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_token_command, "pass x", &w->out), 0);
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_user, "me@example.com", &w->out), 0);
    assert_string_equal(after(w, 1), project);
    assert_string_equal(after(w, 0),
        "version: 1\nsite:\n  user: me@example.com\n  token_command: pass x\n"
        "  hosts: [a.example]\n");
    sheet_print_origin(&w->sheet, SETTING_site_user, &w->out);
    assert_string_equal(w->out.data, "your file :3");
}

static void what_is_missing_is_said_until_nothing_is(void **state)
{
    struct world *w = *state;
    assert_non_null(strstr(w->sheet.missing, "cannot find the folder /none/docs"));
    assert_int_equal(sheet_set(&w->sheet, SETTING_docs_root, "/", &w->out), 0);
    assert_string_equal(w->sheet.missing, "nothing says where the token is");
    assert_int_equal(sheet_set(&w->sheet, SETTING_site_token_file, "/t", &w->out), 0);
    assert_string_equal(w->sheet.missing, "");
}

static void a_variable_counts_more_and_cannot_be_changed_here(void **state)
{
    struct world *w = *state;
    setenv("CMSYNC_SITE_SPACE", "ENV", 1);
    assert_int_equal(sheet_set(&w->sheet, SETTING_limits_uploaders, "3", &w->out), 0);
    char why[SHEET_WORDS_BYTES];
    assert_null(sheet_refusal(&w->sheet, SETTING_limits_uploaders, why));
    assert_string_equal(sheet_refusal(&w->sheet, SETTING_site_space, why),
        "CMSYNC_SITE_SPACE sets it, and counts more than any file");
    unsetenv("CMSYNC_SITE_SPACE");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_in_force_at_once_and_can_be_taken_back),
        TEST(a_token_is_bound_to_the_host_that_a_person_means),
        TEST(a_value_that_does_not_suit_changes_nothing),
        TEST(the_same_value_again_is_no_change),
        TEST(what_is_of_the_person_goes_to_his_own_file),
        TEST(what_is_missing_is_said_until_nothing_is),
        TEST(a_variable_counts_more_and_cannot_be_changed_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
