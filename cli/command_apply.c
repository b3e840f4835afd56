/* SPDX-License-Identifier: MIT */
/* apply: publish what changed, or what was planned, once. */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "cli/apply.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/glance.h"
#include "cli/interrupt.h"
#include "cli/listing.h"
#include "cli/plan_file.h"
#include "cli/run_once.h"
#include "cli/usage.h"

#include <stdlib.h>

enum { OUT_BYTES = 256 * 1024 * 1024, PLAN_LINES = 20, MOST_DELETIONS = 1000000000 };

struct application {
    struct run_once once;
    struct plan_file plan; /* what was planned; path NULL: nothing */
    bool is_declined;      /* the person said no */
};

/* Shows what would be done and asks. 0 to go on; sets is_declined else. */
static int ask_person(struct application *application)
{
    struct outline outline;
    int code = run_once_outline(&application->once, true, false, &outline);
    if (code == 0 && outline_count_changes(&outline) > 0) {
        struct text out = text_new(OUT_BYTES);
        outline_print(&outline, PLAN_LINES, &out);
        console_say("%s\n", out.data);
        text_free(&out);
        application->is_declined = !console_ask("publish?");
    }
    outline_free(&outline);
    return code;
}

/* What was planned is done as it was planned, or not at all. */
static int compare_plan(struct application *application)
{
    struct outline outline;
    application->once.has_states = true;
    int code = run_once_outline(&application->once, false, false, &outline);
    if (code == 0) {
        struct text out = text_new(OUT_BYTES);
        if (plan_file_compare(&application->plan, &outline, &out) > 0) {
            console_say("error: the plan %s is stale: nothing was published\n%s"
                        "  = help: make a new one with `cmsync plan -o FILE`\n",
                application->plan.path, out.data);
            code = EXIT_CODE_CONFLICT;
        }
        text_free(&out);
    }
    outline_free(&outline);
    return code;
}

static int say_troubles(const struct run_once *once)
{
    const struct message_run_known *known = &once->pursuit.known.run_known;
    if (known->held == 0 && known->failed == 0)
        return 0;
    struct listing listing;
    int code = listing_fetch(&listing, run_once_ask, once->engine, "");
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

/* Before anything goes out: the question, or the plan. */
static int consult(struct application *application)
{
    if (application->plan.path != NULL)
        return compare_plan(application);
    bool must_ask = !options_has(application->once.run->options, "yes");
    return must_ask ? ask_person(application) : 0;
}

static int publish(struct application *application)
{
    struct run_once *once = &application->once;
    bool is_checked = options_has(once->run->options, "check-remote");
    /* Paused in any case: the run begins to count before the first page goes out. */
    int code = run_once_begin(once, &(struct engine_wish){ .is_paused = true });
    /* Before that a fresh state folder does not know our pages. */
    if (code == 0 && is_checked)
        code = pursuit_follow(&once->pursuit, PURSUIT_CONVERTED);
    if (code == 0 && is_checked)
        code = pursuit_check(&once->pursuit, false);
    if (code == 0 && is_checked)
        code = pursuit_follow(&once->pursuit, PURSUIT_CHECKED);
    if (code == 0)
        code = consult(application);
    if (code != 0 || application->is_declined)
        return code;
    /* Also what somebody paused before: to apply is to publish. */
    code = pursuit_resume(&once->pursuit);
    if (code == 0)
        code = pursuit_follow(&once->pursuit, PURSUIT_SETTLED);
    if (code == 0)
        code = say_troubles(once);
    if (code != 0)
        return code;
    run_once_say_trouble(once);
    code = run_once_say_check(once);
    return exit_code_first(code, (int)once->pursuit.known.run_known.exit_code);
}

/* One argument that is a kept plan, or paths. */
static int read_arguments(struct application *application)
{
    struct run_once *once = &application->once;
    const struct command_run *run = once->run;
    if (run->count != 1 || !plan_file_is_one(run->arguments[0]))
        return run_once_read_scope(once);
    int code = plan_file_read(&application->plan, run->arguments[0]);
    for (size_t i = 0; code == 0 && i < application->plan.scope_count; i++)
        run_once_add_place(once, memory_copy_text(application->plan.scope[i]));
    return code;
}

/* cmsync itself could not tell: patterns are at work, and it has nothing to match them with. */
static bool is_settled(const struct command_run *run)
{
    if (getenv(GLANCE_VARIABLE) == NULL)
        return false;
    unsetenv(GLANCE_VARIABLE);
    int64_t started_ms = clock_now_ms();
    struct seal seal;
    if (!glance_take(run->config, run->options, run->matcher, &seal))
        return false;
    glance_say(&seal, run->options, clock_now_ms() - started_ms);
    return true;
}

static int apply_run(const struct command_run *run)
{
    if (is_settled(run))
        return EXIT_CODE_DONE;
    struct application application = { .once = { .run = run, .max_deletions = -1 } };
    struct run_once *once = &application.once;
    once->is_json = options_has(run->options, "json");
    const char *most = options_value(run->options, "max-deletions");
    long number = -1;
    if (most != NULL && usage_number("--max-deletions", most, 0, MOST_DELETIONS, &number) < 0)
        return EXIT_CODE_USAGE;
    once->max_deletions = number;
    once->pursuit.adopts = options_has(run->options, "adopt");
    interrupt_open();
    int code = read_arguments(&application);
    bool must_ask = application.plan.path == NULL && !options_has(run->options, "yes");
    if (code == 0 && must_ask && (once->is_json || !console_can_ask()))
        code = usage_refuse("`cmsync %s` asks before it publishes, and there is nobody to ask",
            "apply", "pass --yes to publish without a question, or look first: cmsync plan");
    if (code == 0)
        code = publish(&application);
    /* The message is freed with the rest, so the summary comes before. */
    if (application.is_declined)
        console_say("nothing was published\n");
    else if (once->pursuit.known.type == MESSAGE_run_known)
        apply_say(&once->pursuit.known.run_known, clock_now_ms() - once->pursuit.started_ms,
            once->is_json, code == 0);
    if (code == 0)
        run_once_say_empty(once);
    plan_file_free(&application.plan);
    return run_once_finish(once, code);
}

const struct command command_apply = {
    .name = "apply",
    .summary = "publish what changed, once, and exit",
    .usage = "[PLAN | PATH..]",
    .example = "cmsync apply\ncmsync apply --yes --json docs/guide\ncmsync apply first.plan",
    .most = COMMAND_ANY,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = apply_options,
    .option_count = APPLY_OPTIONS,
    .run = apply_run,
};
