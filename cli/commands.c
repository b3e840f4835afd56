/* SPDX-License-Identifier: MIT */
#include "cli/commands.h"

#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "cli/help.h"
#include "cli/invoke.h"
#include "cli/usage.h"
#include "watcher/gitignore.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { PROBLEMS_BYTES = 1024 * 1024, OPTIONS_MOST = 64, COMMANDS_MOST = 32 };

static const struct command *const commands[] = {
    &command_init,
    &command_apply,
    &command_plan,
    &command_convert,
    &command_check,
    &command_preview,
    &command_diff,
    &command_status,
    &command_start,
    &command_stop,
    &command_pause,
    &command_resume,
    &command_rescan,
    &command_retry,
    &command_reload,
    &command_scale,
    &command_restart,
    &command_confirm,
    &command_reject,
    &command_resolve,
    &command_restore,
    &command_tail,
    &command_doctor,
    &command_auth,
    &command_config,
    &command_demo,
    &command_completion,
    &command_version,
    &command_help,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *const *commands_list(size_t *count)
{
    *count = COMMANDS;
    return commands;
}

const struct command *commands_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static int refuse_command(const char *name)
{
    const char *names[COMMANDS_MOST];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i]->name;
    /* No abbreviations, but what one would have meant is a good suggestion. */
    const char *near = NULL;
    for (size_t i = 0; i < COMMANDS && near == NULL; i++)
        near = strlen(name) > 1 && strncmp(names[i], name, strlen(name)) == 0 ? names[i] : NULL;
    if (near == NULL)
        near = diagnostic_suggest(name, names, COMMANDS);
    char help[128];
    if (near != NULL)
        snprintf(help, sizeof help, "did you mean `cmsync %s`?", near);
    else
        snprintf(help, sizeof help, "`cmsync help` lists the commands");
    return usage_refuse("there is no command `%.100s`", name, help);
}

/* ---------------------------------------------------------------- options */

/* The options of all commands once: which of them fit is known only when the command is. */
static size_t gather_options(struct option table[OPTIONS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < COMMANDS; i++) {
        for (size_t j = 0; j < commands[i]->option_count; j++) {
            const struct option *option = &commands[i]->options[j];
            size_t k = 0;
            while (k < count && strcmp(table[k].name, option->name) != 0)
                k++;
            if (k == count && count < OPTIONS_MOST)
                table[count++] = *option;
        }
    }
    return count;
}

static bool has_option(const struct command *command, const char *name)
{
    for (size_t i = 0; i < command->option_count; i++) {
        if (strcmp(command->options[i].name, name) == 0)
            return true;
    }
    return false;
}

/* An option of another command is not for this one. 0, or EXIT_CODE_USAGE (said). */
static int check_options(
    const struct command *command, const struct options *options, const struct option *table)
{
    for (size_t i = 0; i < options->given_count; i++) {
        const struct option *option = options->given[i].option;
        bool is_of_a_command = option >= table && option < table + options->table_count;
        if (option == NULL || !is_of_a_command || has_option(command, option->name))
            continue;
        char help[128];
        snprintf(help, sizeof help, "`cmsync %s --help` lists what it takes", command->name);
        char message[128];
        snprintf(message, sizeof message, "`cmsync %s` has no option `--%%s`", command->name);
        return usage_refuse(message, option->name, help);
    }
    return 0;
}

static int choose(const struct options *options, const struct option *table)
{
    if (options_verbosity(options) > 0)
        log_set_level(LOG_LEVEL_debug);
    if (options_has(options, "version"))
        return help_print_version();
    if (options->words.count == 0)
        return help_print_overview(!options_has(options, "help"));
    const struct command *command = commands_find(options->words.items[0]);
    if (command == NULL)
        return refuse_command(options->words.items[0]);
    if (options_has(options, "help"))
        return help_print_command(command);
    int code = check_options(command, options, table);
    return code != 0 ? code : invoke_command(command, options, &gitignore_matcher, NULL);
}

int commands_main(int argc, char *const *argv)
{
    signals_ignore();
    struct option table[OPTIONS_MOST];
    size_t count = gather_options(table);
    struct options options;
    struct text problems = text_new(PROBLEMS_BYTES);
    int code = EXIT_CODE_USAGE;
    if (options_parse(&options, table, count, argc, argv, &problems) < 0)
        fputs(problems.data, stderr);
    else
        code = choose(&options, table);
    text_free(&problems);
    options_free(&options);
    return code;
}
