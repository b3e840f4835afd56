/* SPDX-License-Identifier: MIT */
#include "cli/config_edit.h"

#include "base/exit_code.h"
#include "cli/console.h"
#include "cli/control.h"
#include "cli/interrupt.h"
#include "cli/usage.h"
#include "config/draft.h"

#include <stdio.h>
#include <string.h>

enum { OUT_BYTES = 4 * 1024 * 1024 };

static const struct setting *find(const char *key)
{
    const struct setting *setting = setting_find(key);
    if (setting != NULL)
        return setting;
    char help[128];
    const char *near = setting_suggest(key);
    if (near != NULL)
        snprintf(help, sizeof help, "did you mean `%s`?", near);
    else
        snprintf(help, sizeof help, "`cmsync config show` lists the settings");
    usage_refuse("there is no setting `%.100s`", key, help);
    return NULL;
}

int config_edit_get(const struct command_run *run, const struct config *config, const char *key)
{
    (void)run;
    const struct setting *setting = find(key);
    if (setting == NULL)
        return EXIT_CODE_USAGE;
    struct text out = text_new(OUT_BYTES);
    setting_print(setting, config, &out);
    text_add_char(&out, '\n');
    int code = console_write(&out) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(&out);
    return code;
}

/* Several words are the items of a list. */
static int type(struct draft *draft, const struct setting *setting, const struct config_list *words,
    struct text *problems)
{
    bool may_be_list = setting->type == SETTING_TYPE_LIST || setting->type == SETTING_TYPE_COMMAND;
    if (words->count == 1)
        return draft_type(draft, setting, words->items[0], problems) < 0 ? EXIT_CODE_USAGE : 0;
    if (!may_be_list)
        return usage_refuse("`%s` takes one value", setting->key, "put it in quotes");
    const struct setting_value value = { .texts = *words, .is_list = true };
    return draft_set(draft, setting, &value, problems) < 0 ? EXIT_CODE_USAGE : 0;
}

/* 0 to write, or an exit code. */
static int ask(const struct command_run *run, const struct draft *draft)
{
    struct text diff = text_new(OUT_BYTES);
    draft_print_diff(draft, &diff);
    int code = console_write(&diff) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(&diff);
    if (code != 0 || options_has(run->options, "yes"))
        return code;
    if (!console_can_ask()) {
        console_say("error: nobody can be asked here\n  = help: `--yes` writes without asking\n");
        return EXIT_CODE_USAGE;
    }
    if (console_ask("Write this?"))
        return 0;
    console_say("nothing was written\n");
    return EXIT_CODE_FAILURE;
}

/* What stands in the file now may not be what counts. */
static void say_what_counts(const struct command_run *run, const struct setting *setting,
    const struct draft *draft, struct text *problems)
{
    struct config config;
    struct text from = text_new(OUT_BYTES);
    enum setting_id id = setting_id_of(setting);
    if (config_load(&config, run->options, CONFIG_NEEDS_NOTHING, problems) == 0 &&
        config.origins[id].source > draft->source) {
        config_print_origin(&config, id, &from);
        console_say("note: %s sets `%s` too, and counts more\n", from.data, setting->key);
    }
    config_free(&config);
    text_free(&from);
}

static int write_draft(const struct command_run *run, const struct config *config,
    const struct setting *setting, struct draft *draft, struct text *problems)
{
    struct config checked;
    const struct config_draft views[2] = { draft_view(draft) };
    bool is_good =
        config_load_drafts(&checked, run->options, CONFIG_NEEDS_NOTHING, views, problems) == 0;
    config_free(&checked);
    if (!is_good)
        return EXIT_CODE_USAGE;
    if (!draft_is_changed(draft)) {
        console_say("%s says so already\n", draft->path);
        return 0;
    }
    int code = ask(run, draft);
    if (code != 0)
        return code;
    if (draft_write(draft, problems) < 0)
        return EXIT_CODE_FAILURE;
    console_say("wrote %s\n", draft->path);
    say_what_counts(run, setting, draft, problems);
    return control_reload(config);
}

int config_edit_set(const struct command_run *run, const struct config *config, const char *key,
    const struct config_list *values)
{
    const struct setting *setting = find(key);
    if (setting == NULL)
        return EXIT_CODE_USAGE;
    interrupt_open();
    enum config_source source = draft_choose(config, setting);
    if (options_has(run->options, "user"))
        source = CONFIG_SOURCE_USER;
    struct text problems = text_new(OUT_BYTES);
    struct draft draft;
    int code = 0;
    if (draft_open(&draft, run->options, source, &problems) < 0 ||
        (values == NULL && draft_set(&draft, setting, NULL, &problems) < 0))
        code = EXIT_CODE_USAGE;
    else if (values != NULL)
        code = type(&draft, setting, values, &problems);
    if (code == 0)
        code = write_draft(run, config, setting, &draft, &problems);
    fputs(problems.data, stderr);
    draft_free(&draft);
    text_free(&problems);
    return code;
}
