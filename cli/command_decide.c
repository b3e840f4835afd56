/* SPDX-License-Identifier: MIT */
/* confirm and reject: held deletions. */
#include "base/exit_code.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/decide.h"
#include "cli/interrupt.h"
#include "cli/place.h"
#include "cli/session.h"
#include "cli/usage.h"

#include <stdio.h>
#include <string.h>

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
        code = decide_take(session, &(struct decide_answer){ .verb = verb, .place = "" }, &settled);
    for (size_t i = 0; code == 0 && i < run->count; i++) {
        char *place = place_find(run->config, run->arguments[i]);
        struct decide_answer answer = { .verb = verb, .place = place };
        code = place == NULL ? EXIT_CODE_USAGE : decide_take(session, &answer, &settled);
        memory_free(&place);
    }
    session_close(&session);
    if (settled > 0 || code == 0)
        decide_print(settled, "deletion", done);
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
