/* SPDX-License-Identifier: MIT */
#include "config/draft.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char path[64];
    struct options options;
    struct draft draft;
    struct text problems;
};

static const char project[] = "# ours\nversion: 1\nsite:\n  url: https://a.example/wiki # why\n";

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void read_back(const char *name, char content[1000])
{
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    content[fread(content, 1, 999, file)] = '\0';
    fclose(file);
}

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    *state = p;
    strcpy(p->path, "/tmp/cmsync-test-XXXXXX");
    assert_non_null(mkdtemp(p->path));
    clearenv();
    char home[100];
    snprintf(home, sizeof home, "%s/home", p->path);
    setenv("XDG_CONFIG_HOME", home, 1);
    setenv("XDG_STATE_HOME", home, 1);
    setenv("XDG_RUNTIME_DIR", home, 1);
    p->problems = text_new(100000);
    const char *argv[] = { "p" };
    assert_int_equal(options_parse(&p->options, NULL, 0, 1, (char *const *)argv, &p->problems), 0);
    return chdir(p->path);
}

static int tear_down(void **state)
{
    struct place *p = *state;
    draft_free(&p->draft);
    options_free(&p->options);
    text_free(&p->problems);
    static const char *const files[] = { "cmsync.yaml", "real.yaml", "home/cmsync/config.yaml",
        "home/cmsync", "home" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        (void)remove(files[i]); /* not every test made every file */
    int result = chdir("/") + rmdir(p->path);
    free(p);
    return result;
}

static void open_draft(struct place *p, enum config_source source)
{
    draft_free(&p->draft);
    assert_int_equal(draft_open(&p->draft, &p->options, source, &p->problems), 0);
}

static void set(struct place *p, enum setting_id id, const char *typed)
{
    assert_int_equal(draft_type(&p->draft, setting_get(id), typed, &p->problems), 0);
}

static void a_change_is_written_with_the_mode_and_through_a_link(void **state)
{
    struct place *p = *state;
    write_file("real.yaml", project);
    assert_int_equal(chmod("real.yaml", 0640), 0);
    assert_int_equal(symlink("real.yaml", "cmsync.yaml"), 0);
    open_draft(p, CONFIG_SOURCE_PROJECT);
    assert_false(draft_is_changed(&p->draft));
    set(p, SETTING_site_space, "DOCS");
    assert_true(draft_is_changed(&p->draft));
    assert_int_equal(draft_write(&p->draft, &p->problems), 0);
    assert_false(draft_is_changed(&p->draft));
    char content[1000];
    read_back("real.yaml", content);
    assert_string_equal(
        content, "# ours\nversion: 1\nsite:\n  url: https://a.example/wiki # why\n  space: DOCS\n");
    struct stat found;
    assert_int_equal(lstat("cmsync.yaml", &found), 0);
    assert_true(S_ISLNK(found.st_mode));
    assert_int_equal(stat("cmsync.yaml", &found), 0);
    assert_int_equal(found.st_mode & 07777, 0640);
}

static void a_file_that_changed_meanwhile_is_not_overwritten(void **state)
{
    struct place *p = *state;
    write_file("cmsync.yaml", project);
    open_draft(p, CONFIG_SOURCE_PROJECT);
    set(p, SETTING_site_space, "DOCS");
    write_file("cmsync.yaml", "version: 1\n");
    assert_int_equal(draft_write(&p->draft, &p->problems), -1);
    assert_non_null(strstr(p->problems.data, "changed by somebody else"));
    char content[1000];
    read_back("cmsync.yaml", content);
    assert_string_equal(content, "version: 1\n");

    assert_int_equal(unlink("cmsync.yaml"), 0);
    open_draft(p, CONFIG_SOURCE_PROJECT);
    set(p, SETTING_site_space, "DOCS");
    write_file("cmsync.yaml", "version: 1\n");
    assert_int_equal(draft_write(&p->draft, &p->problems), -1);
}

static void a_file_that_is_not_there_is_made(void **state)
{
    struct place *p = *state;
    open_draft(p, CONFIG_SOURCE_USER);
    set(p, SETTING_site_token_command, "[pass, show, confluence token]");
    assert_int_equal(draft_write(&p->draft, &p->problems), 0);
    char content[1000];
    read_back("home/cmsync/config.yaml", content);
    assert_string_equal(
        content, "version: 1\nsite:\n  token_command: [pass, show, confluence token]\n");
    struct stat found;
    assert_int_equal(stat("home/cmsync/config.yaml", &found), 0);
    assert_int_equal(found.st_mode & 0077, 0);
}

static void a_draft_is_read_in_place_of_the_file(void **state)
{
    struct place *p = *state;
    open_draft(p, CONFIG_SOURCE_PROJECT);
    set(p, SETTING_limits_uploaders, "7");
    struct config_draft views[2] = { draft_view(&p->draft) };
    struct config config;
    assert_int_equal(config_load_drafts(&config, &p->options, 0, views, &p->problems), 0);
    assert_int_equal(config.limits.uploaders, 7);
    assert_int_equal(config.origins[SETTING_limits_uploaders].source, CONFIG_SOURCE_PROJECT);
    config_free(&config);

    set(p, SETTING_limits_uploaders, "many");
    views[0] = draft_view(&p->draft);
    assert_int_equal(config_load_drafts(&config, &p->options, 0, views, &p->problems), -1);
    assert_non_null(strstr(p->problems.data, "  uploaders: many"));
    config_free(&config);
}

static void an_edit_goes_where_the_setting_stands(void **state)
{
    struct place *p = *state;
    struct config config;
    write_file("cmsync.yaml", "version: 1\nsite:\n  user: a@example.com\n");
    assert_int_equal(config_load(&config, &p->options, 0, &p->problems), 0);
    assert_int_equal(draft_choose(&config, setting_get(SETTING_site_user)), CONFIG_SOURCE_PROJECT);
    assert_int_equal(
        draft_choose(&config, setting_get(SETTING_site_token_file)), CONFIG_SOURCE_USER);
    assert_int_equal(
        draft_choose(&config, setting_get(SETTING_site_token_command)), CONFIG_SOURCE_USER);
    assert_int_equal(draft_choose(&config, setting_get(SETTING_docs_root)), CONFIG_SOURCE_PROJECT);
    config_free(&config);
    open_draft(p, CONFIG_SOURCE_PROJECT);
    struct setting_value value = { .texts = { .items = (const char *const[]){ "x" }, .count = 1 } };
    assert_int_equal(
        draft_set(&p->draft, setting_get(SETTING_site_token_command), &value, &p->problems), -1);
}

static void a_file_without_permission_is_left_alone(void **state)
{
    struct place *p = *state;
    if (geteuid() == 0)
        skip();
    write_file("cmsync.yaml", project);
    assert_int_equal(chmod("cmsync.yaml", 0400), 0);
    open_draft(p, CONFIG_SOURCE_PROJECT);
    assert_non_null(draft_refusal(&p->draft));
    set(p, SETTING_site_space, "DOCS");
    assert_int_equal(draft_write(&p->draft, &p->problems), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_written_with_the_mode_and_through_a_link),
        TEST(a_file_that_changed_meanwhile_is_not_overwritten),
        TEST(a_file_that_is_not_there_is_made),
        TEST(a_draft_is_read_in_place_of_the_file),
        TEST(an_edit_goes_where_the_setting_stands),
        TEST(a_file_without_permission_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
