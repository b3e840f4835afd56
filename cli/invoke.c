/* SPDX-License-Identifier: MIT */
#include "cli/invoke.h"

#include "base/exit_code.h"
#include "base/text.h"
#include "cli/console.h"
#include "cli/usage.h"

#include <stdio.h>
#include <unistd.h>

enum { PROBLEMS_BYTES = 1024 * 1024 };

static int check_arguments(const struct command *command, size_t count)
{
    char help[256];
    snprintf(help, sizeof help, "usage: cmsync %s%s%s", command->name,
        command->usage[0] == '\0' ? "" : " ", command->usage);
    if (count < (size_t)command->least)
        return usage_refuse("`cmsync %s` needs more than that", command->name, help);
    if (command->most != COMMAND_ANY && count > (size_t)command->most)
        return usage_refuse("`cmsync %s` does not take so much", command->name, help);
    return 0;
}

static int run_it(const struct command_run *run)
{
    int code = run->command->run(run);
    return code == 0 && console_has_failed() ? EXIT_CODE_FAILURE : code;
}

/* Whoever wants to stop what runs need not mend the file first. That it can be read is seen to: by
   another path another instance would be meant. */
static bool can_do_without(const struct command *command, const struct config *config)
{
    if (!command->is_steering || config->run == NULL ||
        (config->file != NULL && access(config->file, R_OK) < 0))
        return false;
    console_say(
        "warning: there are faults in the configuration; `cmsync config check` shows them\n");
    return true;
}

int invoke_command(const struct command *command, const struct options *options,
    const struct ignore_matcher *matcher, command_input *keep_input)
{
    struct command_run run = {
        .command = command,
        .options = options,
        .arguments = options->words.items + 1,
        .count = options->words.count - 1,
        .matcher = matcher,
        .keep_input = keep_input,
    };
    int code = check_arguments(command, run.count);
    if (code != 0)
        return code;
    if (!command->reads_config)
        return run_it(&run);
    struct config config;
    struct text problems = text_new(PROBLEMS_BYTES);
    code = EXIT_CODE_USAGE;
    const char *near = command->is_near && run.count > 0 ? run.arguments[0] : NULL;
    if (config_load_near(&config, options, near, command->needs, &problems) < 0 &&
        !can_do_without(command, &config)) {
        fputs(problems.data, stderr);
    } else {
        run.config = &config;
        code = run_it(&run);
    }
    text_free(&problems);
    config_free(&config);
    return code;
}
