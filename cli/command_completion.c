/* SPDX-License-Identifier: MIT */
/* Shell completion, from the table of commands. */
#include "base/exit_code.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/help.h"
#include "cli/usage.h"

#include <string.h>

enum { OUT_BYTES = 1024 * 1024 };

static void add_commands(struct text *out)
{
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++)
        text_add_format(out, "%s%s", i == 0 ? "" : " ", commands[i]->name);
}

static void add_options(const struct command *command, struct text *out)
{
    for (size_t i = 0; i < command->option_count; i++)
        text_add_format(out, "--%s ", command->options[i].name);
    text_add_string(out, "--config --state --run --verbose --help");
}

/* bash and zsh share it: zsh reads bash completions through bashcompinit. */
static void print_bash(struct text *out)
{
    text_add_string(out,
        "_cmsync() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} command= options= i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case ${COMP_WORDS[i]} in -*) ;; *) command=${COMP_WORDS[i]}; break ;; esac\n"
        "    done\n"
        "    case $command in\n");
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++) {
        text_add_format(out, "    %s) options='", commands[i]->name);
        add_options(commands[i], out);
        text_add_string(out, "' ;;\n");
    }
    text_add_string(out, "    '') options='");
    add_commands(out);
    text_add_string(out, "' ;;\n"
                         "    esac\n"
                         "    case $command:$word in\n"
                         "    *:-* | :*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                         "    config:*) COMPREPLY=($(compgen -W 'check show path get set unset ");
    for (int i = 0; i < SETTING_COUNT; i++)
        text_add_format(out, "%s ", setting_get((enum setting_id)i)->key);
    text_add_string(out, "' -- \"$word\")) ;;\n"
                         "    auth:*) COMPREPLY=($(compgen -W 'status test' -- \"$word\")) ;;\n"
                         "    help:*) COMPREPLY=($(compgen -W '");
    help_list_topics(" ", out);
    text_add_char(out, ' ');
    add_commands(out);
    text_add_string(out, "' -- \"$word\")) ;;\n"
                         "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                         "    esac\n"
                         "}\n"
                         "complete -o filenames -F _cmsync cmsync\n");
}

static void print_zsh(struct text *out)
{
    text_add_string(out, "autoload -U +X bashcompinit && bashcompinit\n");
    print_bash(out);
}

/* In single quotes, as fish reads them. */
static void add_quoted(const char *words, struct text *out)
{
    text_add_char(out, '\'');
    for (; *words != '\0'; words++) {
        if (*words == '\'' || *words == '\\')
            text_add_char(out, '\\');
        text_add_char(out, *words);
    }
    text_add_string(out, "'\n");
}

static void print_fish(struct text *out)
{
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++) {
        const struct command *command = commands[i];
        text_add_format(
            out, "complete -c cmsync -n __fish_use_subcommand -f -a %s -d ", command->name);
        add_quoted(command->summary, out);
        for (size_t j = 0; j < command->option_count; j++) {
            const struct option *option = &command->options[j];
            text_add_format(out,
                "complete -c cmsync -n '__fish_seen_subcommand_from %s' -l %s%s -d ", command->name,
                option->name, option->argument == NULL ? "" : " -r");
            add_quoted(option->help, out);
        }
    }
}

static int completion_run(const struct command_run *run)
{
    static const struct {
        const char *shell;
        void (*print)(struct text *out);
    } shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(shells[i].shell, run->arguments[0]) != 0)
            continue;
        struct text out = text_new(OUT_BYTES);
        shells[i].print(&out);
        int code = console_write(&out) < 0 ? EXIT_CODE_FAILURE : 0;
        text_free(&out);
        return code;
    }
    return usage_refuse(
        "there is no completion for `%.100s`", run->arguments[0], "write bash, zsh or fish");
}

const struct command command_completion = {
    .name = "completion",
    .summary = "print completion for a shell: bash, zsh or fish",
    .usage = "SHELL",
    .example = "cmsync completion bash > ~/.local/share/bash-completion/completions/cmsync",
    .least = 1,
    .most = 1,
    .run = completion_run,
};
