/* SPDX-License-Identifier: MIT */
/* confirm, reject and resolve: what only a person can decide. */
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/place.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/usage.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 1024 };

/* One decision; adds to *settled. 0, or an exit code (said). */
static int decide(struct session *session, const char *verb, const char *place, const char *text,
    int64_t *settled)
{
    struct message question = { .type = MESSAGE_decision_take };
    question.decision_take.path = place;
    question.decision_take.verb = verb;
    question.decision_take.text = text;
    struct message answer;
    int code = session_ask(session, &question, &answer);
    if (code != 0)
        return code;
    if (answer.type == MESSAGE_refused) {
        console_say(
            "error: %s: %s\n", place[0] == '\0' ? "deletions" : place, answer.refused.reason);
        code =
            strcmp(answer.refused.code, "not_found") == 0 ? EXIT_CODE_NOT_FOUND : EXIT_CODE_FAILURE;
    } else {
        *settled += answer.accepted.number;
    }
    message_free(&answer);
    return code;
}

static void print_settled(int64_t settled, const char *noun, const char *done)
{
    struct text line = text_new(LINE_BYTES);
    summary_print_count(settled, noun, &line);
    printf("%s %s\n", line.data, done);
    text_free(&line);
}

/* confirm and reject: each path, or all. */
static int settle_deletions(const struct command_run *run, const char *verb, const char *done)
{
    bool is_all = options_has(run->options, "all");
    if (is_all == (run->count > 0))
        return usage_refuse(
            "`cmsync %s` takes paths, or --all", verb, "`cmsync status` lists what waits");
    interrupt_open();
    struct session *session = NULL;
    char name[64];
    snprintf(name, sizeof name, "cmsync %s", verb);
    int code = session_open(&session, run->config, run->options, name);
    int64_t settled = 0;
    if (code == 0 && is_all)
        code = decide(session, verb, "", "", &settled);
    for (size_t i = 0; code == 0 && i < run->count; i++) {
        char *place = place_find(run->config, run->arguments[i]);
        code = place == NULL ? EXIT_CODE_USAGE : decide(session, verb, place, "", &settled);
        memory_free(&place);
    }
    session_close(&session);
    if (settled > 0 || code == 0)
        print_settled(settled, "deletion", done);
    return code;
}

static int confirm_run(const struct command_run *run)
{
    return settle_deletions(run, "confirm", "confirmed");
}

static int reject_run(const struct command_run *run)
{
    return settle_deletions(run, "reject", "rejected: the pages stay");
}

static const struct option deletion_options[] = {
    { "all", '\0', NULL, "every deletion that waits" },
};

const struct command command_confirm = {
    .name = "confirm",
    .summary = "let held deletions happen",
    .usage = "PATH.. | --all",
    .example = "cmsync confirm docs/old\ncmsync confirm --all",
    .most = COMMAND_ANY,
    .reads_config = true,
    .options = deletion_options,
    .option_count = sizeof deletion_options / sizeof deletion_options[0],
    .run = confirm_run,
};

const struct command command_reject = {
    .name = "reject",
    .summary = "keep the pages whose deletion waits",
    .usage = "PATH.. | --all",
    .example = "cmsync reject docs/old",
    .most = COMMAND_ANY,
    .reads_config = true,
    .options = deletion_options,
    .option_count = sizeof deletion_options / sizeof deletion_options[0],
    .run = reject_run,
};

/* ---------------------------------------------------------------- resolve */

static int resolve_run(const struct command_run *run)
{
    static const char *const verbs[] = { "mine", "theirs", "adopt", "rename" };
    const char *verb = NULL;
    size_t given = 0;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (!options_has(run->options, verbs[i]))
            continue;
        verb = verbs[i];
        given++;
    }
    if (given != 1)
        return usage_refuse("`cmsync %s` needs one answer", "resolve",
            "--mine or --theirs for a conflict, --adopt or --rename TITLE for a title clash");
    const char *title = options_value(run->options, "rename");
    interrupt_open();
    char *place = place_find(run->config, run->arguments[0]);
    if (place == NULL)
        return EXIT_CODE_USAGE;
    struct session *session = NULL;
    int code = session_open(&session, run->config, run->options, "cmsync resolve");
    int64_t settled = 0;
    if (code == 0)
        code = decide(session, verb, place, title == NULL ? "" : title, &settled);
    if (code == 0)
        print_settled(settled, "decision",
            session_holder(session) == NULL ? "taken; the next `cmsync apply` carries it out"
                                            : "taken");
    session_close(&session);
    memory_free(&place);
    return code;
}

static const struct option resolve_options[] = {
    { "mine", '\0', NULL, "conflict: publish the file; the other version stays in the history" },
    { "theirs", '\0', NULL, "conflict: leave the page until the file changes again" },
    { "adopt", '\0', NULL, "title clash: the page that is there becomes ours" },
    { "rename", '\0', "TITLE", "title clash: publish under another title" },
};

const struct command command_resolve = {
    .name = "resolve",
    .summary = "settle a conflict or a title clash",
    .usage = "PATH --mine | --theirs | --adopt | --rename TITLE",
    .example = "cmsync resolve docs/guide.md --mine",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .options = resolve_options,
    .option_count = sizeof resolve_options / sizeof resolve_options[0],
    .run = resolve_run,
};
