/* SPDX-License-Identifier: MIT */
/*
 * The program `cmsync`: converts by itself, which has to start at once, and becomes cmsync-cli for
 * everything else. Linked so that the libraries of the
 * bus (28 of them, 5 ms) and libgit2 (another 8 ms) stay out: a tree with ignore patterns is for
 * cmsync-cli, too.
 */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/invoke.h"
#include "cli/launch.h"
#include "watcher/ignore.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PROBLEMS_BYTES = 64 * 1024 };

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

int main(int argc, char **argv)
{
    struct options options;
    struct text problems = text_new(PROBLEMS_BYTES);
    arguments = argv;
    signal(SIGPIPE, SIG_IGN);
    /* What does not parse so is wrong, or another command: cmsync-cli knows. */
    if (options_parse(&options, command_convert.options, command_convert.option_count, argc, argv,
            &problems) < 0 ||
        !is_convert(&options))
        become_cli();
    int code = invoke_command(&command_convert, &options, &matcher, keep_input);
    options_free(&options);
    text_free(&problems);
    return code;
}
