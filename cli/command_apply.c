/* SPDX-License-Identifier: MIT */
/* apply and plan: one run of a supervisor of our own, from start to end. */
#include "base/clock.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/engine.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/listing.h"
#include "cli/outline.h"
#include "cli/place.h"
#include "cli/pursuit.h"
#include "cli/summary.h"
#include "cli/usage.h"

#include <stdio.h>
#include <string.h>

enum { OUT_BYTES = 256 * 1024 * 1024, PLAN_LINES = 20, MOST_DELETIONS = 1000000000 };

struct job {
    const struct command_run *run;
    struct engine *engine;
    struct pursuit pursuit;
    struct item_path_name *scope; /* borrows from places */
    char **places;
    size_t scope_count;
    int64_t max_deletions;
    bool is_plan;
    bool is_json;
    bool is_declined; /* the person said no */
};

static int ask_engine(void *context, const struct message *question, struct message *answer)
{
    return engine_ask(context, question, answer);
}

/* ---------------------------------------------------------------- what both do */

static int read_scope(struct job *job)
{
    job->scope = memory_new_array(job->run->count + 1, sizeof *job->scope);
    job->places = memory_new_array(job->run->count + 1, sizeof *job->places);
    for (size_t i = 0; i < job->run->count; i++) {
        char *place = place_find(job->run->config, job->run->arguments[i]);
        if (place == NULL)
            return EXIT_CODE_USAGE;
        job->places[job->scope_count] = place;
        job->scope[job->scope_count++].path = place;
    }
    return 0;
}

static void free_scope(struct job *job)
{
    for (size_t i = 0; i < job->scope_count; i++)
        memory_free(&job->places[i]);
    memory_free(&job->places);
    memory_free(&job->scope);
}

static int begin(struct job *job, const struct engine_wish *wish)
{
    int code = engine_start(&job->engine, job->run->config, job->run->options, wish);
    if (code != 0)
        return code;
    job->pursuit.engine = job->engine;
    job->pursuit.started_ms = clock_now_ms();
    job->pursuit.shows_progress = !job->is_json && console_shows_progress();
    code = engine_wait_ready(job->engine);
    if (code != 0)
        return code;
    return pursuit_begin(
        &job->pursuit, job->scope, job->scope_count, job->max_deletions, job->is_plan);
}

static void say_trouble(const struct message_run_known *known)
{
    if (known->trouble[0] != '\0')
        console_say("error: %s\n", known->trouble);
}

/* Ends the supervisor; `code`, unless the way it ended says more. */
static int finish(struct job *job, int code)
{
    int status = engine_stop(&job->engine);
    if (interrupt_code() != 0)
        code = exit_code_first(code, interrupt_code());
    else if (code == 0 && status != 0)
        code = exit_code_first(code, status);
    pursuit_end(&job->pursuit);
    free_scope(job);
    return code;
}

/* ---------------------------------------------------------------- apply */

/* Shows what would be done and asks. 0 to go on; sets is_declined else. */
static int ask_person(struct job *job)
{
    int code = pursuit_follow(&job->pursuit, PURSUIT_CONVERTED);
    struct outline outline = { .count = 0 };
    if (code == 0)
        code = outline_fetch(&outline, ask_engine, job->engine);
    if (code == 0 && outline_count_changes(&outline) > 0) {
        struct text out = text_new(OUT_BYTES);
        outline_print(&outline, PLAN_LINES, &out);
        console_say("%s\n", out.data);
        text_free(&out);
        job->is_declined = !console_ask("publish?");
    }
    outline_free(&outline);
    return code;
}

static int say_troubles(struct job *job)
{
    const struct message_run_known *known = &job->pursuit.known.run_known;
    if (known->held == 0 && known->failed == 0)
        return 0;
    struct listing listing;
    int code = listing_fetch(&listing, ask_engine, job->engine, "");
    if (code == 0) {
        struct text out = text_new(OUT_BYTES);
        listing_sort(&listing);
        listing_print_troubles(&listing, &out);
        console_say("%s", out.data);
        text_free(&out);
    }
    listing_free(&listing);
    return code;
}

static int publish(struct job *job)
{
    bool must_ask = !options_has(job->run->options, "yes");
    /* Paused in any case: the run begins to count before the first page goes out. */
    int code = begin(job, &(struct engine_wish){ .is_paused = true });
    if (code == 0 && must_ask)
        code = ask_person(job);
    if (code != 0 || job->is_declined)
        return code;
    /* Also what somebody paused before: to apply is to publish. */
    code = pursuit_resume(&job->pursuit);
    if (code == 0)
        code = pursuit_follow(&job->pursuit, PURSUIT_SETTLED);
    if (code == 0)
        code = say_troubles(job);
    if (code != 0)
        return code;
    say_trouble(&job->pursuit.known.run_known);
    return (int)job->pursuit.known.run_known.exit_code;
}

static void print_summary(const struct job *job)
{
    struct text out = text_new(OUT_BYTES);
    const struct message_run_known *known = &job->pursuit.known.run_known;
    if (job->is_json)
        summary_print_json(known, &out);
    else
        summary_print(known, clock_now_ms() - job->pursuit.started_ms, &out);
    console_write(&out);
    text_cut(&out, 0);
    if (known->warnings > 0 && !job->is_json) {
        summary_print_count(known->warnings, "page", &out);
        console_say("note: %s with warnings; `cmsync status FILE` shows them\n", out.data);
    }
    text_free(&out);
}

static int apply_run(const struct command_run *run)
{
    struct job job = { .run = run, .max_deletions = -1 };
    job.is_json = options_has(run->options, "json");
    const char *most = options_value(run->options, "max-deletions");
    long number = -1;
    if (most != NULL && usage_number("--max-deletions", most, 0, MOST_DELETIONS, &number) < 0)
        return EXIT_CODE_USAGE;
    job.max_deletions = number;
    if (!options_has(run->options, "yes") && (job.is_json || !console_can_ask()))
        return usage_refuse("`cmsync %s` asks before it publishes, and there is nobody to ask",
            "apply", "pass --yes to publish without a question, or look first: cmsync plan");
    interrupt_open();
    int code = read_scope(&job);
    if (code == 0)
        code = publish(&job);
    /* The message is freed with the rest, so the summary comes before. */
    if (job.is_declined)
        console_say("nothing was published\n");
    else if (job.pursuit.known.type == MESSAGE_run_known)
        print_summary(&job);
    return finish(&job, code);
}

static const struct option apply_options[] = {
    { "yes", 'y', NULL, "publish without asking; decisions and held deletions still wait" },
    { "json", '\0', NULL, "one line of JSON at the end (cmsync.apply/1.0)" },
    { "max-deletions", '\0', "N", "more deletions than this in one run wait for you" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_apply = {
    .name = "apply",
    .summary = "publish what changed, once, and exit",
    .usage = "[PATH..]",
    .example = "cmsync apply\ncmsync apply --yes --json docs/guide",
    .most = COMMAND_ANY,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = apply_options,
    .option_count = sizeof apply_options / sizeof apply_options[0],
    .run = apply_run,
};

/* ---------------------------------------------------------------- plan */

/* What waits for a person or failed is part of a plan, not a failure to make one. */
static int plan_code(int exit_code)
{
    bool is_content = exit_code == EXIT_CODE_SAFETY || exit_code == EXIT_CODE_CONFLICT ||
                      exit_code == EXIT_CODE_SOME_FAILED;
    return is_content ? 0 : exit_code;
}

static int show_plan(struct job *job)
{
    struct outline outline;
    int code = outline_fetch(&outline, ask_engine, job->engine);
    if (code == 0) {
        struct text out = text_new(OUT_BYTES);
        bool is_whole = options_has(job->run->options, "all");
        if (job->is_json)
            outline_print_json(&outline, &out);
        else
            outline_print(&outline, is_whole ? 0 : PLAN_LINES, &out);
        console_write(&out);
        text_free(&out);
        say_trouble(&job->pursuit.known.run_known);
        code = plan_code((int)job->pursuit.known.run_known.exit_code);
        if (options_has(job->run->options, "exit-code") && outline_count_changes(&outline) > 0)
            code = exit_code_first(code, EXIT_CODE_CHANGES);
    }
    outline_free(&outline);
    return code;
}

static int plan_run(const struct command_run *run)
{
    struct job job = { .run = run, .max_deletions = -1, .is_plan = true };
    job.is_json = options_has(run->options, "json");
    interrupt_open();
    int code = read_scope(&job);
    if (code == 0)
        code = begin(&job, &(struct engine_wish){ .has_no_uploaders = true });
    if (code == 0)
        code = pursuit_follow(&job.pursuit, PURSUIT_CONVERTED);
    if (code == 0)
        code = show_plan(&job);
    return finish(&job, code);
}

static const struct option plan_options[] = {
    { "json", '\0', NULL, "one document of JSON (cmsync.plan/1.0)" },
    { "exit-code", '\0', NULL, "end with 8 when there are changes" },
    { "all", '\0', NULL, "list every page" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_plan = {
    .name = "plan",
    .summary = "show what apply would do; writes nothing to Confluence",
    .usage = "[PATH..]",
    .example = "cmsync plan\ncmsync plan --exit-code --json",
    .most = COMMAND_ANY,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = plan_options,
    .option_count = sizeof plan_options / sizeof plan_options[0],
    .run = plan_run,
};
