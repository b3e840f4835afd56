/* SPDX-License-Identifier: MIT */
/* Sets up a folder: asks for what is not given, shows both files, writes them. */
#include "base/exit_code.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/usage.h"
#include "config/draft.h"
#include "config/site_url.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, OUT_BYTES = 4 * 1024 * 1024, QUESTION_BYTES = 256 };

struct init {
    const struct command_run *run;
    struct draft drafts[2]; /* the user's own, the project's */
    struct config config;   /* as both files and the options make it */
    struct text problems;
    bool can_ask;
};

static struct draft *draft_for(struct init *init, enum setting_id id)
{
    bool is_of_user = draft_choose(&init->config, setting_get(id)) == CONFIG_SOURCE_USER ||
                      id == SETTING_site_user || id == SETTING_site_token_file;
    return &init->drafts[is_of_user ? 0 : 1];
}

/* The configuration as the drafts make it now. 0, or -1 and the problems. */
static int load(struct init *init, unsigned int needs)
{
    const struct config_draft views[2] = { draft_view(&init->drafts[0]),
        draft_view(&init->drafts[1]) };
    config_free(&init->config);
    return config_load_drafts(&init->config, init->run->options, needs, views, &init->problems);
}

static int put(struct init *init, enum setting_id id, const char *typed)
{
    struct draft *draft = draft_for(init, id);
    char *before = memory_copy_text(draft->after);
    if (draft_type(draft, setting_get(id), typed, &init->problems) == 0 &&
        load(init, CONFIG_NEEDS_NOTHING) == 0) {
        memory_free(&before);
        return 0;
    }
    memory_free(&draft->after);
    draft->after = before;
    /* The problem was found; without the value there is none. */
    struct text ignored = text_new(OUT_BYTES);
    struct text kept = init->problems;
    init->problems = ignored;
    (void)load(init, CONFIG_NEEDS_NOTHING);
    text_free(&init->problems);
    init->problems = kept;
    return -1;
}

/* ---------------------------------------------------------------- what is given */

/* Settings that were given as options go into the files. */
static int take_options(struct init *init)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        enum setting_id id = (enum setting_id)i;
        const struct setting *setting = setting_get(id);
        struct config_list texts = options_setting(init->run->options, id);
        const struct setting_value list = { .texts = texts, .is_list = true };
        if (texts.count == 0)
            continue;
        int result = texts.count > 1 && setting->type == SETTING_TYPE_LIST
                         ? draft_set(draft_for(init, id), setting, &list, &init->problems)
                         : put(init, id, texts.items[texts.count - 1]);
        if (result < 0)
            return EXIT_CODE_USAGE;
    }
    return 0;
}

/* ---------------------------------------------------------------- what is asked */

/* The input ended at a question, or the program is to end. The exit code. */
static int end_of_answers(void)
{
    console_say("\nnothing was written\n");
    return interrupt_code() != 0 ? interrupt_code() : EXIT_CODE_FAILURE;
}

/* 0 with an answer that was taken (or none wanted), else an exit code. */
static int ask(struct init *init, enum setting_id id, const char *question, const char *suggestion)
{
    char shown[QUESTION_BYTES];
    char line[LINE_BYTES];
    snprintf(
        shown, sizeof shown, suggestion[0] == '\0' ? "%s: " : "%s [%s]: ", question, suggestion);
    while (console_read(shown, line, sizeof line)) {
        const char *typed = line[0] == '\0' ? suggestion : line;
        if (typed[0] == '\0' && id == SETTING_site_user)
            return 0;
        if (typed[0] != '\0' && put(init, id, typed) == 0)
            return 0;
        console_say("%s", init->problems.data);
        text_cut(&init->problems, 0);
    }
    return end_of_answers();
}

static int ask_for_token(struct init *init)
{
    char line[LINE_BYTES];
    console_say("Where is the token? It is never typed here.\n"
                "  1  a command prints it (pass, 1Password, vault ...)\n"
                "  2  a file that you alone can read\n"
                "  3  I say it later (--token-file, CMSYNC_TOKEN)\n");
    while (console_read("1, 2 or 3: ", line, sizeof line)) {
        if (strcmp(line, "1") == 0)
            return ask(init, SETTING_site_token_command, "Command", "");
        if (strcmp(line, "2") == 0)
            return ask(init, SETTING_site_token_file, "File", "~/.config/cmsync/token");
        if (strcmp(line, "3") == 0)
            return 0;
    }
    return end_of_answers();
}

static const char *guess_docs(void)
{
    struct stat found;
    return stat("docs", &found) == 0 && S_ISDIR(found.st_mode) ? "docs" : ".";
}

static int ask_for_missing(struct init *init)
{
    const struct config *config = &init->config;
    int code = 0;
    if (config->site.url[0] == '\0')
        code = ask(init, SETTING_site_url, "Address of Confluence", "");
    if (code == 0 && config->site.user[0] == '\0' && site_url_seems_cloud(config->site.url))
        code = ask(init, SETTING_site_user, "E-mail address of the account", "");
    if (code == 0 && config->site.token_file[0] == '\0' &&
        config->site.token_command.words.count == 0)
        code = ask_for_token(init);
    if (code == 0 && config->site.space[0] == '\0')
        code = ask(init, SETTING_site_space, "Key or address of the space", "");
    if (code == 0 && config->origins[SETTING_docs_root].source == CONFIG_SOURCE_DEFAULT)
        code = ask(init, SETTING_docs_root, "Folder with the Markdown files", guess_docs());
    return code;
}

static int refuse_missing(const struct init *init)
{
    const struct config *config = &init->config;
    struct text missing = text_new(LINE_BYTES);
    if (config->site.url[0] == '\0')
        text_add_string(&missing, " --site.url");
    if (config->site.space[0] == '\0')
        text_add_string(&missing, " --site.space");
    if (site_url_is_cloud(config->site.url) && config->site.user[0] == '\0')
        text_add_string(&missing, " --site.user");
    int code = missing.length == 0
                   ? 0
                   : usage_refuse("nobody can be asked here, and there is no%s", missing.data,
                         "`cmsync init --site.url URL --site.space KEY ... --yes`");
    text_free(&missing);
    return code;
}

/* ---------------------------------------------------------------- writing */

static int confirm(const struct init *init)
{
    struct text out = text_new(OUT_BYTES);
    draft_print_diff(&init->drafts[1], &out);
    draft_print_diff(&init->drafts[0], &out);
    int code = console_write(&out) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(&out);
    if (code != 0 || options_has(init->run->options, "yes"))
        return code;
    if (!init->can_ask)
        return usage_refuse("nobody can be asked whether to write %s", init->drafts[1].path,
            "`--yes` writes without asking");
    if (console_ask("Write this?"))
        return 0;
    console_say("nothing was written\n");
    return interrupt_code() != 0 ? interrupt_code() : EXIT_CODE_FAILURE;
}

static void say_what_is_next(const struct init *init)
{
    struct stat found;
    if (stat(init->config.docs.root, &found) < 0)
        console_say("note: the folder %s is not there yet\n", init->config.docs.root);
    console_say("Nothing in Confluence was changed. Next:\n"
                "  cmsync doctor     see whether Confluence can be reached as it is set up\n"
                "  cmsync plan       see what would be published\n"
                "  cmsync apply      publish it once\n"
                "  cmsync-monitor    start it and watch\n");
}

static int write_files(struct init *init)
{
    for (size_t i = 2; i > 0; i--) {
        bool is_changed = draft_is_changed(&init->drafts[i - 1]);
        if (draft_write(&init->drafts[i - 1], &init->problems) < 0)
            return EXIT_CODE_FAILURE;
        if (is_changed)
            console_say("wrote %s\n", init->drafts[i - 1].path);
    }
    say_what_is_next(init);
    return 0;
}

/* ---------------------------------------------------------------- all of it */

static int open_files(struct init *init)
{
    if (draft_open(&init->drafts[0], init->run->options, CONFIG_SOURCE_USER, &init->problems) < 0 ||
        draft_open(&init->drafts[1], init->run->options, CONFIG_SOURCE_PROJECT, &init->problems) <
            0)
        return EXIT_CODE_USAGE;
    if (init->drafts[1].is_there)
        return usage_refuse("%.300s is there already", init->drafts[1].path,
            "`cmsync config set KEY VALUE` changes it; nothing is overwritten");
    return load(init, CONFIG_NEEDS_NOTHING) < 0 ? EXIT_CODE_USAGE : 0;
}

static int set_up(struct init *init)
{
    int code = open_files(init);
    if (code == 0)
        code = take_options(init);
    if (code == 0)
        code = init->can_ask && !options_has(init->run->options, "yes") ? ask_for_missing(init)
                                                                        : refuse_missing(init);
    if (code == 0 && load(init, CONFIG_NEEDS_SITE) < 0)
        code = EXIT_CODE_USAGE;
    if (code == 0)
        code = draft_name_host(&init->drafts[0], &init->config, &init->problems) < 0
                   ? EXIT_CODE_USAGE
                   : 0;
    if (code == 0)
        code = confirm(init);
    return code == 0 ? write_files(init) : code;
}

static int init_run(const struct command_run *run)
{
    if (run->count == 1 && chdir(run->arguments[0]) < 0) {
        console_say("error: %s: %s\n", run->arguments[0], strerror(errno));
        return EXIT_CODE_NOT_FOUND;
    }
    interrupt_open();
    struct init init = {
        .run = run, .problems = text_new(OUT_BYTES), .can_ask = console_can_ask()
    };
    int code = set_up(&init);
    fputs(init.problems.data, stderr);
    text_free(&init.problems);
    draft_free(&init.drafts[0]);
    draft_free(&init.drafts[1]);
    config_free(&init.config);
    return code;
}

static const struct option init_options[] = {
    { "yes", 'y', NULL, "ask nothing: every setting that is wanted is an option" },
};

const struct command command_init = {
    .name = "init",
    .summary = "set up a folder: asks for what is not given, and writes cmsync.yaml",
    .usage = "[DIR]",
    .example = "cmsync init\ncmsync init --site.url https://example.atlassian.net/wiki "
               "--site.space DOCS --site.user me@example.com --yes",
    .most = 1,
    .options = init_options,
    .option_count = sizeof init_options / sizeof init_options[0],
    .run = init_run,
};
