/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "cli/console.h"
#include "cli/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OUT_BYTES = 1024 * 1024, NAMES_MOST = 64 };

static int finish(struct text *out)
{
    int code = console_write(out) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(out);
    return code;
}

int help_print_version(void)
{
    struct text out = text_new(OUT_BYTES);
    text_add_string(&out, "cmsync " CMSYNC_VERSION "\n");
    return finish(&out);
}

int help_print_overview(bool is_error)
{
    struct text out = text_new(OUT_BYTES);
    text_add_string(&out, "cmsync keeps a Confluence space equal to a folder of Markdown.\n\n"
                          "usage: cmsync COMMAND [ARGUMENT..] [OPTION..]\n\n"
                          "  cmsync demo            try it here, without an account\n"
                          "  cmsync init            set up a folder\n"
                          "  cmsync doctor          see what is wrong, and what helps\n"
                          "  cmsync plan            see what would be published\n"
                          "  cmsync apply           publish it once\n"
                          "  cmsync start           keep it published\n\n"
                          "Commands:\n");
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    text_add_string(&out, "\n`cmsync help COMMAND` says more; further topics: ");
    help_list_topics(", ", &out);
    text_add_string(&out, ".\n");
    if (!is_error)
        return finish(&out);
    fputs(out.data, stderr);
    text_free(&out);
    return EXIT_CODE_USAGE;
}

static void print_example(const char *example, struct text *out)
{
    for (const char *line = example; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        text_add_format(out, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

int help_print_command(const struct command *command)
{
    struct text out = text_new(OUT_BYTES);
    text_add_format(&out, "cmsync %s: %s\n\n", command->name, command->summary);
    print_example(command->example, &out);
    text_add_format(&out, "\nusage: cmsync %s%s%s [OPTION..]\n\n", command->name,
        command->usage[0] == '\0' ? "" : " ", command->usage);
    options_print_help(command->options, command->option_count, command->reads_config, &out);
    return finish(&out);
}

/* ---------------------------------------------------------------- topics */

static void print_exit_codes(struct text *out)
{
    text_add_string(out, "If several apply, the first in this list is taken.\n\n");
#define HELP_ROW(name, number, meaning) text_add_format(out, "%5d  %s\n", number, meaning);
    EXIT_CODES(HELP_ROW)
#undef HELP_ROW
    text_add_string(out, "\nNew exit codes may be added. Treat one that you do not know as a "
                         "failure.\nWarnings never change an exit code.\n");
}

static void print_environment(struct text *out)
{
    text_add_string(out,
        "  CMSYNC_CONFIG          the project file, instead of ./cmsync.yaml\n"
        "  CMSYNC_TOKEN           the token, for CI; better: --token-file, site.token_file or\n"
        "                         site.token_command in your own configuration\n"
        "  CREDENTIALS_DIRECTORY  as systemd sets it; the file cmsync-token in it is the token\n"
        "  XDG_CONFIG_HOME        your own configuration: cmsync/config.yaml in it\n"
        "  XDG_STATE_HOME         the ledger: cmsync/INSTANCE/ in it\n"
        "  XDG_RUNTIME_DIR        the sockets: cmsync/INSTANCE/ in it\n"
        "  VISUAL, EDITOR         the editor of `cmsync resolve --edit`\n"
        "  CI                     no questions and no progress\n"
        "  NO_COLOR               no colours\n"
        "  CMSYNC_ACCESSIBLE      1: `cmsync tail` in sentences, for a screen reader\n"
        "\nAnd every setting:\n");
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        char name[SETTING_VARIABLE_BYTES];
        if (setting_is_private(setting))
            continue;
        setting_variable(setting, name);
        text_add_format(out, "  %-34s %s\n", name, setting->help);
    }
}

static void print_configuration(struct text *out)
{
    text_add_string(out,
        "The project's file is --config FILE, else $CMSYNC_CONFIG, else ./cmsync.yaml. Below it\n"
        "always comes your own: $XDG_CONFIG_HOME/cmsync/config.yaml. An option goes before a\n"
        "variable, that before the project's file, that before yours.\n"
        "`cmsync config show` says what is in force and where it comes from.\n\n"
        "  version: 1\n");
    const char *section = "";
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (strcmp(section, setting->section) != 0)
            text_add_format(out, "  %s:\n", setting->section);
        section = setting->section;
        char line[128];
        snprintf(line, sizeof line, "    %s: %s", setting->name,
            setting->default_text[0] == '\0' ? "..." : setting->default_text);
        text_add_format(out, "%-34s # %s\n", line, setting->help);
    }
    text_add_string(out, "\nCommands are taken from your own file alone: a project must "
                         "not run programs.\n");
}

static void print_conflicts(struct text *out)
{
    text_add_string(out,
        "A page that somebody edited, moved or trashed in Confluence is never written over "
        "unseen:\n"
        "it waits, is shown as U, and stops nothing else. It is found when the page is to be\n"
        "written, by `cmsync apply --check-remote`, and every publish.drift_check_hours.\n\n"
        "  cmsync diff FILE               the page against the file\n"
        "  cmsync diff --three-way FILE   what each side changed, and both together\n"
        "  cmsync resolve FILE --mine     the file is published; the other version stays in the\n"
        "                                 page's history. A moved page goes back, a trashed one\n"
        "                                 comes back, or is made anew when it was purged\n"
        "  cmsync resolve FILE --theirs   the page is left as it is until the file changes again,\n"
        "                                 which asks again\n"
        "  cmsync resolve FILE --edit     your editor with the file beside the page's text, then\n"
        "                                 as --mine, for the version that was shown\n\n"
        "publish.on_conflict answers in advance: mine or theirs instead of ask. publish.comments\n"
        "says what happens to inline comments whose text is gone.\n");
}

static void print_deletions(struct text *out)
{
    text_add_string(out,
        "publish.on_delete says what becomes of the page of a deleted file: keep (shown as O),\n"
        "ask (waits as D), trash. Only pages that cmsync created are ever deleted, to the trash,\n"
        "children first, and never purged.\n\n"
        "It waits all the same when the folder is empty or lost half of its files, when there are\n"
        "more than limits.max_deletions, when somebody edited the page, and while pages, folders\n"
        "or whiteboards of others stand below it.\n\n"
        "  cmsync confirm PATH..|--all    let it happen\n"
        "  cmsync reject PATH..|--all     the page stays\n"
        "  cmsync restore PATH            the page comes back from the trash\n");
}

static void print_tokens(struct text *out)
{
    text_add_string(out,
        "The token comes from the first of these that is there; it is never an argument, and no\n"
        "program but cmsync-supervisor and its uploaders ever has it:\n\n"
        "  --token-file FILE          a file that you alone can read; - is standard input\n"
        "  $CREDENTIALS_DIRECTORY     cmsync-token in it, as systemd's LoadCredential= puts it\n"
        "  site.token_command         the first line that the command prints; your own file alone\n"
        "  site.token_file            as --token-file\n"
        "  CMSYNC_TOKEN               for CI\n\n"
        "  Cloud         an API token with the e-mail address of its account as site.user:\n"
        "                https://id.atlassian.com/manage-profile/security/api-tokens\n"
        "                A token with scopes works as well: its gateway is found by itself.\n"
        "  Data Center   a personal access token without site.user (from 7.9 on):\n"
        "                Profile > Settings > Personal access tokens\n\n"
        "  cmsync auth status         which of them counts\n"
        "  cmsync auth test           whether Confluence takes it, and who you are there\n"
        "  cmsync doctor              all that can be wrong\n");
}

static const struct topic {
    const char *name;
    void (*print)(struct text *out);
} topics[] = {
    { "configuration", print_configuration },
    { "conflicts", print_conflicts },
    { "deletions", print_deletions },
    { "environment", print_environment },
    { "exit-codes", print_exit_codes },
    { "tokens", print_tokens },
};

enum { TOPICS = sizeof topics / sizeof topics[0] };

void help_list_topics(const char *between, struct text *out)
{
    for (size_t i = 0; i < TOPICS; i++)
        text_add_format(out, "%s%s", i == 0 ? "" : between, topics[i].name);
}

static int refuse_topic(const char *name)
{
    const char *names[NAMES_MOST];
    size_t count = 0;
    const struct command *const *commands = commands_list(&count);
    for (size_t i = 0; i < count; i++)
        names[i] = commands[i]->name;
    for (size_t i = 0; i < TOPICS; i++)
        names[count++] = topics[i].name;
    const char *near = diagnostic_suggest(name, names, count);
    char help[128];
    if (near != NULL)
        snprintf(help, sizeof help, "did you mean `cmsync help %s`?", near);
    else
        snprintf(help, sizeof help, "`cmsync help` lists commands and topics");
    return usage_refuse("there is no help about `%.100s`", name, help);
}

static int help_run(const struct command_run *run)
{
    if (run->count == 0)
        return help_print_overview(false);
    const struct command *command = commands_find(run->arguments[0]);
    if (command != NULL)
        return help_print_command(command);
    for (size_t i = 0; i < TOPICS; i++) {
        if (strcmp(topics[i].name, run->arguments[0]) != 0)
            continue;
        struct text out = text_new(OUT_BYTES);
        topics[i].print(&out);
        return finish(&out);
    }
    return refuse_topic(run->arguments[0]);
}

static int version_run(const struct command_run *run)
{
    (void)run;
    return help_print_version();
}

const struct command command_help = {
    .name = "help",
    .summary = "what a command does, or what a topic is about",
    .usage = "[COMMAND|TOPIC]",
    .example = "cmsync help apply\ncmsync help exit-codes",
    .most = 1,
    .run = help_run,
};

const struct command command_version = {
    .name = "version",
    .summary = "show the version",
    .usage = "",
    .example = "cmsync version",
    .run = version_run,
};
