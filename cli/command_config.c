/* SPDX-License-Identifier: MIT */
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/engine.h"
#include "cli/exit_code.h"
#include "cli/usage.h"

#include "base/memory.h"

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
    char *log = engine_log_path(config);
    text_add_format(out, "project  %s\n", config->file == NULL ? "none" : config->file);
    text_add_format(out, "user     %s\n", config->user_file == NULL ? "none" : config->user_file);
    text_add_format(out, "docs     %s\n", config->docs.root);
    text_add_format(out, "state    %s\n", config->state);
    text_add_format(out, "run      %s\n", config->run);
    text_add_format(out, "log      %s\n", log);
    memory_free(&log);
}

static int config_run(const struct command_run *run)
{
    const char *what = run->arguments[0];
    bool is_check = strcmp(what, "check") == 0;
    if (!is_check && strcmp(what, "show") != 0 && strcmp(what, "path") != 0)
        return usage_refuse("`cmsync config` cannot `%.100s`", what, "write check, show or path");
    struct text out = text_new(OUT_BYTES);
    struct config config;
    unsigned int needs = is_check ? CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS : CONFIG_NEEDS_NOTHING;
    int code = 0;
    if (config_load(&config, run->options, needs, &out) < 0) {
        fputs(out.data, stderr);
        code = EXIT_CODE_USAGE;
    } else if (is_check) {
        text_add_string(&out, "the configuration is good\n");
    } else if (strcmp(what, "show") == 0) {
        print_settings(&config, &out);
    } else {
        print_paths(&config, &out);
    }
    if (code == 0 && console_write(&out) < 0)
        code = EXIT_CODE_FAILURE;
    config_free(&config);
    text_free(&out);
    return code;
}

const struct command command_config = {
    .name = "config",
    .summary = "check the configuration, show each setting and where it comes from, or the paths",
    .usage = "check|show|path",
    .example = "cmsync config show",
    .least = 1,
    .most = 1,
    .run = config_run,
};
