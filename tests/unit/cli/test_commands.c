/* SPDX-License-Identifier: MIT */
#include "base/exit_code.h"
#include "cli/commands.h"

#include "tests/unit/test.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *said;

/* Runs the command line with both outputs in a file; the exit code. */
static int run(char *const *argv, char *output, size_t bytes)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    fflush(stdout);
    int kept[] = { dup(STDOUT_FILENO), dup(STDERR_FILENO) };
    said = tmpfile();
    dup2(fileno(said), STDOUT_FILENO);
    dup2(fileno(said), STDERR_FILENO);
    int code = commands_main(argc, argv);
    fflush(stdout);
    dup2(kept[0], STDOUT_FILENO);
    dup2(kept[1], STDERR_FILENO);
    close(kept[0]);
    close(kept[1]);
    rewind(said);
    size_t length = fread(output, 1, bytes - 1, said);
    output[length] = '\0';
    fclose(said);
    return code;
}

#define RUN(output, ...)                                                                           \
    run((char *const[]){ (char *)"cmsync", __VA_ARGS__, NULL }, output, sizeof output)

static void an_unknown_command_ends_with_2_and_a_suggestion(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        const char *meant;
    } cases[] = { { "aply", "apply" }, { "appl", "apply" }, { "stauts", "status" },
        { "conf", "confirm" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char output[4096];
        char expected[64];
        snprintf(expected, sizeof expected, "did you mean `cmsync %s`?", cases[i].meant);
        assert_int_equal(RUN(output, (char *)cases[i].given), EXIT_CODE_USAGE);
        assert_non_null(strstr(output, expected));
    }
}

static void options_are_never_abbreviated(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(RUN(output, (char *)"apply", (char *)"--ye"), EXIT_CODE_USAGE);
    assert_non_null(strstr(output, "did you mean `--yes`?"));
}

static void an_option_of_another_command_is_refused(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(RUN(output, (char *)"status", (char *)"--yes"), EXIT_CODE_USAGE);
    assert_non_null(strstr(output, "`cmsync status` has no option `--yes`"));
}

static void options_stand_before_or_behind_the_command(void **state)
{
    (void)state;
    char before[4096];
    char behind[4096];
    assert_int_equal(RUN(before, (char *)"--help", (char *)"scale"), 0);
    assert_int_equal(RUN(behind, (char *)"scale", (char *)"--help"), 0);
    assert_string_equal(before, behind);
    assert_non_null(strstr(before, "usage: cmsync scale N"));
}

static void no_command_is_a_usage_error_that_lists_them(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(
        run((char *const[]){ (char *)"cmsync", NULL }, output, sizeof output), EXIT_CODE_USAGE);
    assert_non_null(strstr(output, "apply"));
    assert_int_equal(RUN(output, (char *)"--help"), 0);
}

static void a_wrong_number_of_arguments_shows_the_usage(void **state)
{
    (void)state;
    char output[4096];
    assert_int_equal(RUN(output, (char *)"scale"), EXIT_CODE_USAGE);
    assert_non_null(strstr(output, "usage: cmsync scale N"));
    assert_int_equal(RUN(output, (char *)"stop", (char *)"now"), EXIT_CODE_USAGE);
    assert_int_equal(RUN(output, (char *)"scale", (char *)"0"), EXIT_CODE_USAGE);
    assert_non_null(strstr(output, "from 1 to 32"));
}

static void a_stage_that_there_is_not_is_refused_with_a_suggestion(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        const char *help;
    } cases[] = { { "convertor", "did you mean `cmsync restart converter`?" },
        { "uploaders", "did you mean `cmsync restart uploader`?" },
        { "monitor", "the stages are watcher, converter, uploader (or one, as uploader-2) and" },
        { "uploader-", "restart uploader`?" }, { "uploader-x", "restart uploader`?" },
        { "", "the stages are" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char output[4096];
        assert_int_equal(RUN(output, (char *)"restart", (char *)cases[i].given), EXIT_CODE_USAGE);
        assert_non_null(strstr(output, cases[i].help));
    }
}

static void every_command_has_help(void **state)
{
    (void)state;
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++) {
        char output[4096];
        assert_ptr_equal(commands_find(commands[i]->name), commands[i]);
        assert_int_equal(RUN(output, (char *)"help", (char *)commands[i]->name), 0);
        assert_non_null(strstr(output, commands[i]->summary));
        assert_true(islower((unsigned char)commands[i]->summary[0]));
        assert_int_equal(strncmp(commands[i]->example, "cmsync ", 7), 0);
    }
}

/* Options are parsed before the command is known, so one name must mean one thing. */
static void an_option_takes_an_argument_in_every_command_or_in_none(void **state)
{
    (void)state;
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < commands[i]->option_count; j++) {
            const struct option *a = &commands[i]->options[j];
            for (size_t k = 0; k < count; k++) {
                for (size_t l = 0; l < commands[k]->option_count; l++) {
                    const struct option *b = &commands[k]->options[l];
                    if (strcmp(a->name, b->name) != 0)
                        continue;
                    assert_int_equal(a->argument == NULL, b->argument == NULL);
                    assert_int_equal(a->letter, b->letter);
                }
            }
        }
    }
}

static void completion_knows_every_command(void **state)
{
    (void)state;
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    static const char *const shells[] = { "bash", "zsh", "fish" };
    for (size_t i = 0; i < 3; i++) {
        char output[4096];
        assert_int_equal(RUN(output, (char *)"completion", (char *)shells[i]), 0);
        assert_non_null(strstr(output, commands[0]->name));
    }
    char output[4096];
    assert_int_equal(RUN(output, (char *)"completion", (char *)"csh"), EXIT_CODE_USAGE);
}

/* No quote of the line is left open, as fish reads them. */
static bool is_quoted_whole(const char *line)
{
    bool is_open = false;
    for (; *line != '\0' && *line != '\n'; line++) {
        if (is_open && *line == '\\')
            line++;
        else if (*line == '\'')
            is_open = !is_open;
    }
    return !is_open;
}

static void completion_quotes_what_has_quotes_itself(void **state)
{
    (void)state;
    enum { OUT_BYTES = 64 * 1024 };
    char output[OUT_BYTES];
    assert_int_equal(RUN(output, (char *)"completion", (char *)"fish"), 0);
    assert_non_null(strstr(output, "Confluence\\'s trash"));
    for (const char *line = output; line != NULL; line = strchr(line + 1, '\n'))
        if (!is_quoted_whole(line + (*line == '\n')))
            fail_msg("a quote is left open: %.100s", line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_command_ends_with_2_and_a_suggestion),
        cmocka_unit_test(options_are_never_abbreviated),
        cmocka_unit_test(an_option_of_another_command_is_refused),
        cmocka_unit_test(options_stand_before_or_behind_the_command),
        cmocka_unit_test(no_command_is_a_usage_error_that_lists_them),
        cmocka_unit_test(a_wrong_number_of_arguments_shows_the_usage),
        cmocka_unit_test(a_stage_that_there_is_not_is_refused_with_a_suggestion),
        cmocka_unit_test(every_command_has_help),
        cmocka_unit_test(an_option_takes_an_argument_in_every_command_or_in_none),
        cmocka_unit_test(completion_knows_every_command),
        cmocka_unit_test(completion_quotes_what_has_quotes_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
