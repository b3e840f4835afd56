/* SPDX-License-Identifier: MIT */
#include "config/options.h"

#include "tests/unit/test.h"

#include <string.h>

static const struct option table[] = {
    { "paused", '\0', NULL, "start paused" },
    { "output", 'o', "FILE", "where to write" },
};

static int parse(struct options *options, struct text *problems, int argc, const char **argv)
{
    *problems = text_new(10000);
    return options_parse(options, table, 2, argc, (char *const *)argv, problems);
}

#define PARSE(options, problems, ...)                                                              \
    parse(options, problems, (int)(sizeof(const char *[]){ "p", __VA_ARGS__ } / sizeof(char *)),   \
        (const char *[]){ "p", __VA_ARGS__, NULL })

static void both_forms_and_any_order_are_taken(void **state)
{
    (void)state;
    struct options options;
    struct text problems;
    assert_int_equal(PARSE(&options, &problems, "--site.url", "https://a", "apply", "--paused",
                         "--limits.uploaders=4", "-o", "x", "docs", "-vv", "--verbose"),
        0);
    assert_int_equal(options.words.count, 2);
    assert_string_equal(options.words.items[0], "apply");
    assert_string_equal(options.words.items[1], "docs");
    assert_true(options_has(&options, "paused"));
    assert_false(options_has(&options, "help"));
    assert_string_equal(options_value(&options, "output"), "x");
    assert_int_equal(options_verbosity(&options), 3);
    assert_string_equal(options_setting(&options, SETTING_site_url).items[0], "https://a");
    assert_int_equal(options_setting(&options, SETTING_site_space).count, 0);
    options_free(&options);
    text_free(&problems);
}

static void behind_two_dashes_all_is_words(void **state)
{
    (void)state;
    struct options options;
    struct text problems;
    assert_int_equal(PARSE(&options, &problems, "--", "--paused", "-o", "-"), 0);
    assert_int_equal(options.words.count, 3);
    assert_false(options_has(&options, "paused"));
    options_free(&options);
    text_free(&problems);
}

static void a_list_setting_keeps_every_value(void **state)
{
    (void)state;
    struct options options;
    struct text problems;
    assert_int_equal(PARSE(&options, &problems, "--docs.ignore=a", "--docs.ignore", "b"), 0);
    struct config_list list = options_setting(&options, SETTING_docs_ignore);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[1], "b");
    options_free(&options);
    text_free(&problems);
}

static void children_get_settings_and_nothing_else(void **state)
{
    (void)state;
    struct options options;
    struct text problems;
    assert_int_equal(PARSE(&options, &problems, "--config", "c", "--state=s", "--run=r", "--paused",
                         "--site.space", "DOCS", "-v", "-o", "x"),
        0);
    struct config_list list = options_pass_through(&options);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0], "--site.space=DOCS");
    assert_string_equal(list.items[1], "--verbose");
    options_free(&options);
    text_free(&problems);
}

struct bad {
    const char *argument;
    const char *says;
};

static void every_bad_option_is_refused_with_help(void **state)
{
    (void)state;
    static const struct bad bad[] = {
        { "--site.ulr=x", "did you mean `--site.url`?" },
        { "--pau", "did you mean `--paused`?" },
        { "--space=x", "did you mean `--site.space`?" },
        { "--token=x", "--token-file" },
        { "--site.url", "option `--site.url` needs a value" },
        { "--paused=yes", "option `--paused` takes no value" },
        { "-x", "unknown option `-x`" },
        { "-vx", "unknown option `-vx`" },
        { "-o", "option `-o` needs a value" },
        { "--state=", "option `--state` needs a value" },
        { "--config=", "option `--config` needs a value" },
        { "--output=", "option `--output` needs a value" },
        { "--zzzzzzzzz", "`--help` lists the options" },
        { "--=x", "unknown option `--`" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct options options;
        struct text problems;
        assert_int_equal(PARSE(&options, &problems, bad[i].argument), -1);
        if (strstr(problems.data, bad[i].says) == NULL)
            fail_msg("%s: %s", bad[i].argument, problems.data);
        assert_null(strstr(problems.data, "=x"));
        options_free(&options);
        text_free(&problems);
    }
}

static void an_option_is_not_taken_as_a_value(void **state)
{
    (void)state;
    struct options options;
    struct text problems;
    assert_int_equal(PARSE(&options, &problems, "--config", "--paused"), -1);
    assert_non_null(strstr(problems.data, "write `--config=VALUE`"));
    options_free(&options);
    text_free(&problems);
}

static void help_lists_settings_but_no_command(void **state)
{
    (void)state;
    struct text out = text_new(20000);
    options_print_help(table, 2, true, &out);
    assert_non_null(strstr(out.data, "-o, --output FILE"));
    assert_non_null(strstr(out.data, "-v, --verbose"));
    assert_non_null(strstr(out.data, "--site.url"));
    assert_non_null(strstr(out.data, "[auto]"));
    assert_null(strstr(out.data, "token_command"));
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_and_any_order_are_taken),
        cmocka_unit_test(behind_two_dashes_all_is_words),
        cmocka_unit_test(a_list_setting_keeps_every_value),
        cmocka_unit_test(children_get_settings_and_nothing_else),
        cmocka_unit_test(every_bad_option_is_refused_with_help),
        cmocka_unit_test(an_option_is_not_taken_as_a_value),
        cmocka_unit_test(help_lists_settings_but_no_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
