/* SPDX-License-Identifier: MIT */
/*
 * The program `cmsync`: does by itself what has to start at once, to convert, and to apply where
 * nothing changed. It becomes cmsync-cli for everything else. Linked so that the libraries of the
 * bus (28 of them, 5 ms) and libgit2 (another 8 ms) stay out: a tree with ignore patterns is for
 * cmsync-cli, too.
 */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/signals.h"
#include "base/text.h"
#include "cli/apply.h"
#include "cli/console.h"
#include "cli/glance.h"
#include "cli/invoke.h"
#include "cli/launch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PROBLEMS_BYTES = 64 * 1024, NOT_MINE = -1 };

static char *const *arguments;
static const char *input; /* that standard input does not hold any more; NULL: nothing */
static size_t input_length;

/* Standard input, once more from its beginning. 0, or -1. */
static int rewind_input(void)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0 || file_write_all(fd, input, input_length) < 0 || lseek(fd, 0, SEEK_SET) < 0)
        return -1;
    return dup2(fd, STDIN_FILENO) < 0 ? -1 : 0;
}

_Noreturn static void become_cli(void)
{
    char *program = launch_find("cmsync-cli");
    if (program != NULL && (input == NULL || rewind_input() == 0))
        execv(program, arguments);
    log_error("cannot run cmsync-cli beside cmsync: %s", strerror(errno));
    _exit(1);
}

/* ---------------------------------------------------------------- a matcher of nothing */

static void *open_nothing(void)
{
    return NULL;
}

static void close_nothing(void *unused_rules)
{
    (void)unused_rules;
}

static void leave_rules(void *unused_rules, const char *text)
{
    (void)unused_rules;
    if (text[0] != '\0')
        become_cli();
}

static bool has_nothing(void *unused_rules, const char *unused_path)
{
    (void)unused_rules;
    (void)unused_path;
    return false;
}

static const struct ignore_matcher matcher = { open_nothing, close_nothing, leave_rules,
    has_nothing };

/* ---------------------------------------------------------------- two commands */

static void keep_input(const char *data, size_t length)
{
    input = data;
    input_length = length;
}

static bool is_convert(const struct options *options)
{
    return options->words.count > 0 && strcmp(options->words.items[0], command_convert.name) == 0 &&
           !options_has(options, "help") && !options_has(options, "version");
}

/* The exit code, or NOT_MINE. */
static int convert(const struct options *options)
{
    return is_convert(options) ? invoke_command(&command_convert, options, &matcher, keep_input)
                               : NOT_MINE;
}

/* The same. Settings that are wrong are for cmsync-cli to tell of. */
static int apply(const struct options *options)
{
    if (!glance_may(options) || strcmp(options->words.items[0], "apply") != 0)
        return NOT_MINE;
    int64_t started_ms = clock_now_ms();
    struct config config;
    struct seal seal;
    struct text problems = text_new(PROBLEMS_BYTES);
    setenv(GLANCE_VARIABLE, "1", 1);
    bool is_settled =
        config_load(&config, options, CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS, &problems) == 0 &&
        glance_take(&config, options, &matcher, &seal);
    unsetenv(GLANCE_VARIABLE);
    if (is_settled)
        glance_say(&seal, options, clock_now_ms() - started_ms);
    config_free(&config);
    text_free(&problems);
    int code = console_has_failed() ? EXIT_CODE_FAILURE : 0;
    return is_settled ? code : NOT_MINE;
}

/* What does not parse with these options is wrong, or another command: cmsync-cli knows. */
static int run_with(const struct option *table, size_t count, char *const *argv, int argc,
    int (*run)(const struct options *options))
{
    struct options options;
    struct text problems = text_new(PROBLEMS_BYTES);
    bool is_parsed = options_parse(&options, table, count, argc, argv, &problems) == 0;
    int code = is_parsed ? run(&options) : NOT_MINE;
    options_free(&options);
    text_free(&problems);
    return code;
}

int main(int argc, char **argv)
{
    arguments = argv;
    signals_ignore();
    int code = run_with(command_convert.options, command_convert.option_count, argv, argc, convert);
    if (code == NOT_MINE)
        code = run_with(apply_options, APPLY_OPTIONS, argv, argc, apply);
    if (code == NOT_MINE)
        become_cli();
    return code;
}
