/* SPDX-License-Identifier: MIT */
/*
 * The program `cmsync`: converts by itself, which has to start at once, and becomes cmsync-cli for
 * everything else. Linked so that the libraries of the bus (28 of them, 5 ms) and libgit2 stay out:
 * a tree with ignore patterns is for cmsync-cli, too.
 */
#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/invoke.h"
#include "cli/launch.h"
#include "cli/rules.h"
#include "watcher/unwanted.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PROBLEMS_BYTES = 64 * 1024 };

static char *const *arguments;
static const char *input; /* that standard input does not hold any more; NULL: nothing */
static size_t input_length;

static bool is_convert(const struct options *options)
{
    return options->words.count > 0 && strcmp(options->words.items[0], command_convert.name) == 0 &&
           !options_has(options, "help") && !options_has(options, "version");
}

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

static void keep_input(const char *data, size_t length)
{
    input = data;
    input_length = length;
}

static struct ignore *make(const char *const *unused_patterns, size_t count)
{
    (void)unused_patterns;
    if (count > 0)
        become_cli();
    return NULL;
}

static void let_go(struct ignore **unused_ignore)
{
    (void)unused_ignore;
}

static void set_file(
    struct ignore *unused_ignore, const char *unused_folder, const char *unused_content)
{
    (void)unused_ignore;
    (void)unused_folder;
    (void)unused_content;
    become_cli();
}

static bool has(struct ignore *unused_ignore, const char *path, bool is_folder)
{
    (void)unused_ignore;
    return unwanted_name(path_name(path), is_folder);
}

static const struct rules_matcher matcher = { keep_input, make, let_go, set_file, has };

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
    int code = invoke_command(&command_convert, &options, &matcher);
    options_free(&options);
    text_free(&problems);
    return code;
}
