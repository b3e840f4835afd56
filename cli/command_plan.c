/* SPDX-License-Identifier: MIT */
/* plan: what apply would do. Its processes cannot write: uploader/http.c ends one that tries. */
#include "base/exit_code.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/run_once.h"
#include "cli/usage.h"

#include <errno.h>
#include <string.h>

enum { OUT_BYTES = 256 * 1024 * 1024, PLAN_LINES = 20 };

/* What waits for a person or failed is part of a plan, not a failure to make one. */
static int plan_code(int exit_code)
{
    bool is_content = exit_code == EXIT_CODE_SAFETY || exit_code == EXIT_CODE_CONFLICT ||
                      exit_code == EXIT_CODE_SOME_FAILED;
    return is_content ? 0 : exit_code;
}

static void describe(const struct run_once *once, struct outline_about *about)
{
    const struct config *config = once->run->config;
    *about = (struct outline_about){
        .url = config->site.url,
        .space = config->site.space,
        .is_offline = options_has(once->run->options, "offline"),
        .scope = once->scope,
        .scope_count = once->scope_count,
        .uploaders = config->limits.uploaders,
        .requests_per_second = config->limits.requests_per_second,
    };
}

static int keep(const struct outline *outline, const struct outline_about *about, const char *path)
{
    struct text out = text_new(OUT_BYTES);
    outline_print_json(outline, about, &out);
    int result = file_write(path, out.data, out.length, 0644);
    if (result < 0)
        console_say("error: cannot write %s: %s\n", path, strerror(errno));
    text_free(&out);
    return result < 0 ? EXIT_CODE_FAILURE : 0;
}

static int show(struct run_once *once, const struct outline *outline)
{
    const struct options *options = once->run->options;
    const char *path = options_value(options, "out");
    struct outline_about about;
    describe(once, &about);
    struct text out = text_new(OUT_BYTES);
    if (once->is_json)
        outline_print_json(outline, &about, &out);
    else
        outline_print_whole(outline, &about, options_has(options, "all") ? 0 : PLAN_LINES, &out);
    console_write(&out);
    text_free(&out);
    run_once_say_trouble(once);
    run_once_say_empty(once);
    int code = plan_code((int)once->pursuit.known.run_known.exit_code);
    if (path != NULL)
        code = exit_code_first(code, keep(outline, &about, path));
    if (options_has(options, "exit-code") && outline_count_changes(outline) > 0)
        code = exit_code_first(code, EXIT_CODE_CHANGES);
    return code;
}

static int plan_run(const struct command_run *run)
{
    struct run_once once = { .run = run, .max_deletions = -1, .is_plan = true };
    once.is_json = options_has(run->options, "json");
    once.has_states = once.is_json || options_value(run->options, "out") != NULL;
    bool is_offline = options_has(run->options, "offline");
    bool is_whole = options_has(run->options, "check-remote");
    if (is_offline && is_whole)
        return usage_refuse(
            "`cmsync %s` takes --offline or --check-remote, not both", "plan", NULL);
    interrupt_open();
    struct engine_wish wish = { .has_no_uploaders = is_offline, .is_reader = !is_offline };
    struct outline outline = { .count = 0 };
    int code = run_once_read_scope(&once);
    if (code == 0)
        code = run_once_begin(&once, &wish);
    if (code == 0)
        code = run_once_outline(&once, is_offline, is_whole, &outline);
    if (code == 0)
        code = show(&once, &outline);
    outline_free(&outline);
    return run_once_finish(&once, code);
}

static const struct option plan_options[] = {
    { "json", '\0', NULL, "one document of JSON (cmsync.plan/1.0)" },
    { "out", 'o', "FILE", "keep the plan, for `cmsync apply FILE`" },
    { "exit-code", '\0', NULL, "end with 8 when there are changes" },
    { "all", '\0', NULL, "list every page" },
    { "offline", '\0', NULL, "ask Confluence nothing: compare with what is known of it" },
    { "check-remote", '\0', NULL,
        "find out what people changed in any page, not in those alone "
        "that are due" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_plan = {
    .name = "plan",
    .summary = "show what apply would do; writes nothing to Confluence",
    .usage = "[PATH..]",
    .example = "cmsync plan\ncmsync plan -o first.plan\ncmsync plan --exit-code --json",
    .most = COMMAND_ANY,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = plan_options,
    .option_count = sizeof plan_options / sizeof plan_options[0],
    .run = plan_run,
};
