/* SPDX-License-Identifier: MIT */
#include "base/exit_code.h"
#include "base/log_file.h"
#include "cli/commands.h"
#include "cli/config_edit.h"
#include "cli/console.h"
#include "cli/usage.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { OUT_BYTES = 1024 * 1024, VALUE_COLUMNS = 44 };

static void print_settings(const struct config *config, struct text *out)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        size_t start = out->length;
        text_add_format(out, "%s: ", setting->key);
        setting_print(setting, config, out);
        do {
            text_add_char(out, ' ');
        } while (out->length - start < VALUE_COLUMNS && !out->overflowed);
        text_add_string(out, "# ");
        config_print_origin(config, (enum setting_id)i, out);
        text_add_char(out, '\n');
    }
}

static void print_paths(const struct config *config, struct text *out)
{
    char *log = log_file_path(config->state);
    text_add_format(out, "project  %s\n", config->file == NULL ? "none" : config->file);
    text_add_format(out, "user     %s\n", config->user_file == NULL ? "none" : config->user_file);
    text_add_format(out, "docs     %s\n", config->docs.root);
    text_add_format(out, "state    %s\n", config->state);
    text_add_format(out, "run      %s\n", config->run);
    text_add_format(out, "log      %s\n", log);
    memory_free(&log);
}

static int check(const struct command_run *run, struct text *out)
{
    struct config config;
    int code = 0;
    if (config_load(&config, run->options, CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS, out) < 0)
        code = EXIT_CODE_USAGE;
    else
        text_add_string(out, "the configuration is good\n");
    config_free(&config);
    return code;
}

static int act(const struct command_run *run, const struct config *config, struct text *out)
{
    const char *what = run->arguments[0];
    const char *key = run->count > 1 ? run->arguments[1] : NULL;
    if (strcmp(what, "show") == 0)
        print_settings(config, out);
    else if (strcmp(what, "path") == 0)
        print_paths(config, out);
    else if (strcmp(what, "get") == 0)
        return config_edit_get(run, config, key);
    else if (strcmp(what, "unset") == 0)
        return config_edit_set(run, config, key, NULL);
    else {
        const struct config_list values = { .items = run->arguments + 2, .count = run->count - 2 };
        return config_edit_set(run, config, key, &values);
    }
    return 0;
}

/* With how many words, its own among them. */
static const struct {
    const char *name;
    size_t least;
    size_t most;
} verbs[] = {
    { "check", 1, 1 },
    { "show", 1, 1 },
    { "path", 1, 1 },
    { "get", 2, 2 },
    { "set", 3, SIZE_MAX },
    { "unset", 2, 2 },
};

static int refuse_use(const struct command_run *run)
{
    const char *what = run->arguments[0];
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(what, verbs[i].name) != 0)
            continue;
        if (run->count >= verbs[i].least && run->count <= verbs[i].most)
            return 0;
        return usage_refuse("`cmsync config %s` does not go so", what,
            "usage: cmsync config get KEY, set KEY VALUE.., unset KEY; the others take nothing");
    }
    return usage_refuse(
        "`cmsync config` cannot `%.100s`", what, "write check, show, path, get, set or unset");
}

static int config_run(const struct command_run *run)
{
    int code = refuse_use(run);
    if (code != 0)
        return code;
    struct text out = text_new(OUT_BYTES);
    struct config config = { .file = NULL };
    if (strcmp(run->arguments[0], "check") == 0)
        code = check(run, &out);
    else if (config_load(&config, run->options, CONFIG_NEEDS_NOTHING, &out) < 0)
        code = EXIT_CODE_USAGE;
    if (code != 0)
        fputs(out.data, stderr);
    else if (config.pool != NULL)
        code = act(run, &config, &out);
    if (code == 0 && console_write(&out) < 0)
        code = EXIT_CODE_FAILURE;
    config_free(&config);
    text_free(&out);
    return code;
}

static const struct option config_options[] = {
    { "user", '\0', NULL, "set, unset: in your own file, not in the project's" },
    { "yes", 'y', NULL, "set, unset: write without asking" },
};

const struct command command_config = {
    .name = "config",
    .summary =
        "check and show the configuration and where it comes from; read and change a setting",
    .usage = "check|show|path|get KEY|set KEY VALUE..|unset KEY",
    .example = "cmsync config show\ncmsync config set limits.uploaders 4\n"
               "cmsync config set docs.ignore 'drafts/**' '*.tmp.md'",
    .least = 1,
    .most = COMMAND_ANY,
    .options = config_options,
    .option_count = sizeof config_options / sizeof config_options[0],
    .run = config_run,
};
