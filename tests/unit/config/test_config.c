/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include "config/fingerprint.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[64];
    struct config config;
    struct options options;
    struct text problems;
};

static void write_file(const struct folder *f, const char *name, const char *content)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void make_folder(const struct folder *f, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    assert_non_null(f);
    *state = f;
    strcpy(f->path, "/tmp/cmsync-test-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    make_folder(f, "docs");
    make_folder(f, "home");
    make_folder(f, "home/cmsync");
    clearenv();
    char home[100];
    snprintf(home, sizeof home, "%s/home", f->path);
    setenv("XDG_CONFIG_HOME", home, 1);
    setenv("XDG_STATE_HOME", home, 1);
    setenv("XDG_RUNTIME_DIR", home, 1);
    f->problems = text_new(100000);
    return chdir(f->path);
}

static int tear_down(void **state)
{
    struct folder *f = *state;
    config_free(&f->config);
    options_free(&f->options);
    text_free(&f->problems);
    if (chdir("/") < 0)
        return -1;
    static const char *const files[] = { "cmsync.yaml", "other.yaml", "home/cmsync/config.yaml",
        "docs", "home/cmsync/state", "home/cmsync/run", "home/cmsync", "home", "" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", f->path, files[i]);
        (void)remove(path); /* not every test made every file */
    }
    free(f);
    return 0;
}

static int load(struct folder *f, unsigned int needs, const char *first, const char *second)
{
    const char *argv[] = { "p", first, second, NULL };
    int argc = first == NULL ? 1 : second == NULL ? 2 : 3;
    config_free(&f->config);
    options_free(&f->options);
    text_cut(&f->problems, 0);
    assert_int_equal(
        options_parse(&f->options, NULL, 0, argc, (char *const *)argv, &f->problems), 0);
    return config_load(&f->config, &f->options, needs, &f->problems);
}

static const char *origin(const struct folder *f, enum setting_id id)
{
    static char shown[200];
    struct text out = text_new(200);
    config_print_origin(&f->config, id, &out);
    snprintf(shown, sizeof shown, "%s", out.data);
    text_free(&out);
    return shown;
}

static void without_files_there_are_defaults(void **state)
{
    struct folder *f = *state;
    assert_int_equal(load(f, CONFIG_NEEDS_DOCS, NULL, NULL), 0);
    assert_null(f->config.file);
    assert_int_equal(f->config.limits.uploaders, 2);
    assert_int_equal(f->config.publish.on_delete, CONFIG_ON_DELETE_keep);
    assert_int_equal(f->config.site.edition, CONFIG_EDITION_auto);
    assert_true(f->config.limits.requests_per_second <= 0);
    assert_string_equal(f->config.site.root_page, "");
    assert_int_equal(f->config.site.token_command.words.count, 0);
    assert_string_equal(strrchr(f->config.docs.root, '/'), "/docs");
    assert_string_equal(origin(f, SETTING_site_url), "default");
}

static const char project[] = "version: 1\n"
                              "site:\n"
                              "  url: https://example.atlassian.net/wiki/\n"
                              "  space: DOCS\n"
                              "  root_page: 065601\n"
                              "docs:\n"
                              "  root: ./docs\n"
                              "  ignore: [\"drafts/**\", x]\n"
                              "publish:\n"
                              "  on_delete: trash\n"
                              "  notify: true\n"
                              "limits:\n"
                              "  uploaders: 8\n"
                              "  requests_per_second: 2.5\n";

static void the_project_file_is_read(void **state)
{
    struct folder *f = *state;
    write_file(f, "cmsync.yaml", project);
    assert_int_equal(load(f, CONFIG_NEEDS_DOCS | CONFIG_NEEDS_SITE, NULL, NULL), 0);
    assert_string_equal(f->config.site.url, "https://example.atlassian.net/wiki");
    assert_string_equal(f->config.site.root_page, "065601");
    assert_int_equal(f->config.docs.ignore.count, 2);
    assert_string_equal(f->config.docs.ignore.items[0], "drafts/**");
    assert_int_equal(f->config.publish.on_delete, CONFIG_ON_DELETE_trash);
    assert_true(f->config.publish.notify);
    assert_int_equal(f->config.limits.uploaders, 8);
    assert_true(f->config.limits.requests_per_second > 2.4);
    assert_non_null(strstr(origin(f, SETTING_site_space), "/cmsync.yaml:4"));
}

static void the_higher_layer_wins(void **state)
{
    struct folder *f = *state;
    write_file(f, "home/cmsync/config.yaml", "site:\n  space: USER\n  user: me@example.com\n");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_string_equal(f->config.site.space, "USER");
    write_file(f, "cmsync.yaml", "site:\n  space: PROJECT\n");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_string_equal(f->config.site.space, "PROJECT");
    assert_string_equal(f->config.site.user, "me@example.com");
    setenv("CMSYNC_SITE_SPACE", "VARIABLE", 1);
    setenv("CMSYNC_DOCS_IGNORE", "a/**:b", 1);
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_string_equal(f->config.site.space, "VARIABLE");
    assert_int_equal(f->config.docs.ignore.count, 2);
    assert_string_equal(origin(f, SETTING_site_space), "CMSYNC_SITE_SPACE");
    assert_int_equal(load(f, 0, "--site.space=OPTION", NULL), 0);
    assert_string_equal(f->config.site.space, "OPTION");
    assert_string_equal(origin(f, SETTING_site_space), "--site.space");
    setenv("CMSYNC_SITE_SPACE", "", 1);
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_string_equal(f->config.site.space, "PROJECT");
}

static void a_variable_lists_as_much_as_it_says(void **state)
{
    struct folder *f = *state;
    struct text list = text_new(4096);
    for (int i = 0; i < 300; i++)
        text_add_format(&list, ":f%d", i);
    setenv("CMSYNC_DOCS_IGNORE", list.data, 1);
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_int_equal(f->config.docs.ignore.count, 300);
    assert_string_equal(f->config.docs.ignore.items[299], "f299");
    text_free(&list);
}

static void another_file_can_be_named(void **state)
{
    struct folder *f = *state;
    write_file(f, "cmsync.yaml", "site:\n  space: HERE\n");
    write_file(f, "other.yaml", "site:\n  space: OTHER\n");
    setenv("CMSYNC_CONFIG", "other.yaml", 1);
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_string_equal(f->config.site.space, "OTHER");
    assert_int_equal(load(f, 0, "--config", "cmsync.yaml"), 0);
    assert_string_equal(f->config.site.space, "HERE");
    assert_int_equal(load(f, 0, "--config", "missing.yaml"), -1);
    assert_non_null(strstr(f->problems.data, "cannot read the configuration: no such file"));
}

static void a_command_is_the_users_alone(void **state)
{
    struct folder *f = *state;
    write_file(f, "home/cmsync/config.yaml", "site:\n  token_command: [pass, show, wiki]\n");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_int_equal(f->config.site.token_command.words.count, 3);
    assert_false(f->config.site.token_command.is_shell);
    write_file(f, "home/cmsync/config.yaml", "site:\n  token_command: pass show wiki\n");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_true(f->config.site.token_command.is_shell);
    write_file(f, "cmsync.yaml", "site:\n  token_command: rm -rf /\n");
    assert_int_equal(load(f, 0, NULL, NULL), -1);
    assert_non_null(strstr(f->problems.data, "CM-CONF-05"));
    assert_non_null(strstr(f->problems.data, "cmsync.yaml:2:18"));
    assert_int_equal(load(f, 0, "--site.token_command=x", NULL), -1);
}

struct bad {
    const char *content;
    const char *place;
    const char *says;
};

static const struct bad bad_files[] = {
    { "spcae: DOCS\n", ":1:1", "did you mean `space` in section `site`?" },
    { "sites:\n  url: x\n", ":1:1", "did you mean `site`?" },
    { "site:\n  spcae: DOCS\n", ":2:3", "did you mean `space`?" },
    { "site:\n  root: docs\n", ":2:3", "did you mean `root` in section `docs`?" },
    { "site:\n  token: s3cr3t\n", ":2:3", "site.token_file" },
    { "site: x\n", ":1:7", "`site` is a section and holds keys" },
    { "- a\n", ":1:1", "the file holds no keys" },
    { "version: 2\n", ":1:10", "this cmsync reads version 1" },
    { "limits:\n  uploaders: four\n", ":2:14", "write a whole number from 1 to 32" },
    { "limits:\n  uploaders: 4abc\n", ":2:14", "`4abc` is no value for `limits.uploaders`" },
    { "limits:\n  uploaders: 33\n", ":2:14", "from 1 to 32" },
    { "docs:\n  repository_url: javascript:x\n", ":2:19", "no web address" },
    { "markdown:\n  languages: [tf=bash, tf]\n", ":2:14", "cannot hold `tf`" },
    { "markdown:\n  languages: [=bash]\n", ":2:14", "`word=word`" },
    { "markdown:\n  math_macro: a<b\n", ":2:15", "cannot hold `<`" },
    { "limits:\n  uploaders: -1\n", ":2:14", "from 1 to 32" },
    { "limits:\n  uploaders:\n", ":2:", "`limits.uploaders` has no value" },
    { "limits:\n  uploaders: [1]\n", ":2:14", "takes no list" },
    { "limits:\n  requests_per_second: fast\n", ":2:24", "write `auto` or a number" },
    { "limits:\n  requests_per_second: 0\n", ":2:24", "write `auto` or a number" },
    { "limits:\n  requests_per_second: 1.2.3\n", ":2:24", "write `auto` or a number" },
    { "publish:\n  notify: yes\n", ":2:11", "write `true` or `false`" },
    { "publish:\n  on_delete: tarsh\n", ":2:14", "did you mean `trash`?" },
    { "docs:\n  ignore: [a, {b: c}]\n", ":2:15", "`docs.ignore` takes a text here" },
    { "docs:\n  ignore: [a, '']\n", ":2:11", "has no value" },
    { "site:\n  url: http://example.com\n", ":2:8", "uses http to another machine" },
    { "site:\n  url: https://me:pw@example.com\n", ":2:8", "holds credentials" },
    { "site:\n  space: \"A B\"\n", ":2:10", "`site.space` cannot hold ` `" },
    { "site:\n  space: \"A\\eB\"\n", ":2:10", "take the control character out" },
    { "site:\n  root_page: My page\n", ":2:14", "no page id for `site.root_page`" },
    { "foo: 1\n", ":1:1", "unknown key `foo`" },
    { "docs:\n  root: missing\n", ":2:9", "cannot find the folder" },
    { "docs:\n  root: cmsync.yaml\n", ":2:9", "is not a folder" },
    { "site:\n  url: a\nsite:\n  url: b\n", ":3:1", "the key `site` stands here twice" },
};

static void every_bad_file_is_refused_with_its_place(void **state)
{
    struct folder *f = *state;
    for (size_t i = 0; i < sizeof bad_files / sizeof bad_files[0]; i++) {
        const struct bad *bad = &bad_files[i];
        write_file(f, "cmsync.yaml", bad->content);
        char place[40];
        snprintf(place, sizeof place, "cmsync.yaml%s", bad->place);
        if (load(f, CONFIG_NEEDS_DOCS, NULL, NULL) == 0)
            fail_msg("accepted: %s", bad->content);
        if (strstr(f->problems.data, bad->says) == NULL)
            fail_msg("%s: %s", bad->content, f->problems.data);
        if (strstr(f->problems.data, place) == NULL)
            fail_msg("%s: %s", bad->content, f->problems.data);
        assert_null(strstr(f->problems.data, "s3cr3t"));
    }
}

static void all_problems_are_told_at_once(void **state)
{
    struct folder *f = *state;
    write_file(f, "cmsync.yaml", "spcae: 1\nlimits:\n  uploaders: x\n");
    setenv("CMSYNC_SITE_ULR", "x", 1);
    assert_int_equal(load(f, 0, "--publish.notify=maybe", NULL), -1);
    assert_non_null(strstr(f->problems.data, "unknown key `spcae`"));
    assert_non_null(strstr(f->problems.data, "`x` is no value for `limits.uploaders`"));
    assert_non_null(strstr(f->problems.data, "did you mean `CMSYNC_SITE_URL`?"));
    assert_non_null(strstr(f->problems.data, "it was set by --publish.notify"));
}

static void what_a_command_needs_must_be_set(void **state)
{
    struct folder *f = *state;
    assert_int_equal(load(f, CONFIG_NEEDS_SITE, NULL, NULL), -1);
    assert_non_null(strstr(f->problems.data, "`site.url` is not set"));
    assert_non_null(strstr(f->problems.data, "CMSYNC_SITE_SPACE"));
}

static void folders_follow_the_instance_and_are_private(void **state)
{
    struct folder *f = *state;
    write_file(f, "cmsync.yaml", "");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_non_null(strstr(f->config.state, "/home/cmsync/cmsync-test-"));
    assert_non_null(strstr(f->config.state, f->config.instance));
    assert_int_equal(load(f, 0, "--state=home/cmsync/state", "--run=home/cmsync/run"), 0);
    assert_int_equal(config_set_up(&f->config, &f->problems), 0);
    struct stat found;
    assert_int_equal(stat(f->config.run, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0700);
}

/* A service manager may open the state folder again; /tmp or a project is not closed to others. */
static void a_folder_that_is_there_for_others_is_left_alone(void **state)
{
    struct folder *f = *state;
    write_file(f, "cmsync.yaml", "");
    assert_int_equal(load(f, 0, "--state=shared", "--run=home/cmsync/run"), 0);
    assert_int_equal(mkdir(f->config.state, 0755), 0);
    write_file(f, "shared/notes.md", "");
    assert_int_equal(config_set_up(&f->config, &f->problems), -1);
    assert_non_null(strstr(f->problems.data, "others can enter it"));
    struct stat found;
    assert_int_equal(stat(f->config.state, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0755);
    write_file(f, "shared/lock", "");
    text_cut(&f->problems, 0);
    assert_int_equal(config_set_up(&f->config, &f->problems), 0);
    assert_int_equal(stat(f->config.state, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0700);
}

static void a_run_folder_too_long_for_sockets_is_refused(void **state)
{
    struct folder *f = *state;
    char option[140] = "--run=/tmp/";
    memset(option + strlen(option), 'x', 107 - 20 - 5);
    assert_int_equal(load(f, 0, option, NULL), 0);
    strcat(option, "x");
    assert_int_equal(load(f, 0, option, NULL), -1);
    assert_non_null(strstr(f->problems.data, "a socket's path has at most 107 bytes"));
}

static void the_fingerprint_follows_what_pages_are_made_with(void **state)
{
    struct folder *f = *state;
    char plain[DIGEST_HEX_BYTES];
    char other[DIGEST_HEX_BYTES];
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    fingerprint_of(&f->config, plain);
    assert_int_equal(load(f, 0, "--limits.uploaders=3", "--site.space=X"), 0);
    fingerprint_of(&f->config, other);
    assert_string_equal(plain, other);
    static const char *const options[] = { "--markdown.alerts=false", "--markdown.languages=a=b",
        "--docs.repository_url=https://x", "--markdown.banner=x" };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        assert_int_equal(load(f, 0, options[i], NULL), 0);
        fingerprint_of(&f->config, other);
        assert_string_not_equal(plain, other);
    }
}

static void the_whole_fingerprint_follows_every_setting(void **state)
{
    struct folder *f = *state;
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    struct digest plain = fingerprint_of_all(&f->config);
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    struct digest other = fingerprint_of_all(&f->config);
    assert_true(digest_equal(&plain, &other));
    static const char *const options[] = { "--limits.uploaders=3", "--site.space=X",
        "--docs.ignore=x", "--publish.on_delete=ask", "--publish.drift_check_hours=1",
        "--markdown.alerts=false", "--state=/tmp/elsewhere" };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        assert_int_equal(load(f, 0, options[i], NULL), 0);
        other = fingerprint_of_all(&f->config);
        assert_false(digest_equal(&plain, &other));
    }
}

static void keys_of_the_monitor_come_from_the_user_alone(void **state)
{
    struct folder *f = *state;
    write_file(
        f, "home/cmsync/config.yaml", "keys:\n  pause: P F9\n  rescan: [r, F5]\n  stop: \"\"\n");
    assert_int_equal(load(f, 0, NULL, NULL), 0);
    assert_int_equal(f->config.key_count, 3);
    assert_string_equal(f->config.keys[1].action, "rescan");
    assert_string_equal(f->config.keys[1].keys, "r F5");
    assert_string_equal(f->config.keys[2].keys, "");
    assert_int_equal(f->config.keys[1].line, 3);
    write_file(f, "home/cmsync/config.yaml", "keys:\n  pause: {a: b}\n");
    assert_int_equal(load(f, 0, NULL, NULL), -1);
    assert_non_null(strstr(f->problems.data, "config.yaml:2:10"));
    write_file(f, "home/cmsync/config.yaml", "version: 1\n");
    write_file(f, "cmsync.yaml", "keys:\n  pause: P\n");
    assert_int_equal(load(f, 0, NULL, NULL), -1);
    assert_non_null(strstr(f->problems.data, "from the user's own file alone"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(without_files_there_are_defaults),
        TEST(the_project_file_is_read),
        TEST(the_higher_layer_wins),
        TEST(a_variable_lists_as_much_as_it_says),
        TEST(another_file_can_be_named),
        TEST(a_command_is_the_users_alone),
        TEST(every_bad_file_is_refused_with_its_place),
        TEST(all_problems_are_told_at_once),
        TEST(what_a_command_needs_must_be_set),
        TEST(folders_follow_the_instance_and_are_private),
        TEST(a_folder_that_is_there_for_others_is_left_alone),
        TEST(a_run_folder_too_long_for_sockets_is_refused),
        TEST(the_fingerprint_follows_what_pages_are_made_with),
        TEST(the_whole_fingerprint_follows_every_setting),
        TEST(keys_of_the_monitor_come_from_the_user_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
