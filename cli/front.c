/* SPDX-License-Identifier: MIT */
/*
 * The program `cmsync`: converts by itself, which has to start at once, and becomes cmsync-cli for
 * everything else. Linked so that the libraries of the bus (28 of them, 5 ms) stay out.
 */
#include "base/log.h"
#include "base/memory.h"
#include "cli/invoke.h"
#include "cli/launch.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { PROBLEMS_BYTES = 64 * 1024 };

static bool is_convert(const struct options *options)
{
    return options->words.count > 0 && strcmp(options->words.items[0], command_convert.name) == 0 &&
           !options_has(options, "help") && !options_has(options, "version");
}

int main(int argc, char **argv)
{
    struct options options;
    struct text problems = text_new(PROBLEMS_BYTES);
    signal(SIGPIPE, SIG_IGN);
    /* What does not parse so is wrong, or another command: cmsync-cli knows. */
    if (options_parse(&options, command_convert.options, command_convert.option_count, argc, argv,
            &problems) == 0 &&
        is_convert(&options)) {
        int code = invoke_command(&command_convert, &options);
        options_free(&options);
        text_free(&problems);
        return code;
    }
    char *program = launch_find("cmsync-cli");
    if (program != NULL)
        execv(program, argv);
    log_error("cannot run cmsync-cli beside cmsync: %s", strerror(errno));
    memory_free(&program);
    options_free(&options);
    text_free(&problems);
    return 1;
}
