/* SPDX-License-Identifier: MIT */
/* restore: a page comes back from the trash. */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/decide.h"
#include "cli/engine.h"
#include "cli/holder.h"
#include "cli/interrupt.h"
#include "cli/listing.h"
#include "cli/place.h"
#include "cli/pursuit.h"

#include <stdio.h>
#include <string.h>

static int ask_engine(void *context, const struct message *question, struct message *answer)
{
    return engine_ask(context, question, answer);
}

/* The page of a folder stands under its index.md or README.md, where there is one. */
static bool is_page_of(const char *place, const char *path)
{
    size_t length = strlen(place);
    if (strncmp(path, place, length) != 0)
        return false;
    const char *rest = path + length;
    if (*rest == '/')
        rest++;
    return rest[0] == '\0' || (rest > path + length && (strcasecmp(rest, "index.md") == 0 ||
                                                           strcasecmp(rest, "README.md") == 0));
}

/* How it ended, from the one line of the status that matters. */
static int report(struct engine *engine, const char *place)
{
    struct listing listing;
    bool is_shown = false;
    int code = listing_fetch(&listing, ask_engine, engine, place);
    for (size_t i = 0; code == 0 && i < listing.count; i++) {
        const struct item_file_status *file = &listing.files[i];
        if (!is_page_of(place, file->path))
            continue;
        is_shown = true;
        bool is_back = strcmp(file->letter, "=") == 0 || strcmp(file->letter, "O") == 0;
        if (is_back) {
            printf("restored: %s is page %s\n", file->path, file->page_id);
            break;
        }
        console_say("error: %s: %s\n", file->path, file->reason);
        code = strcmp(file->letter, "U") == 0   ? EXIT_CODE_CONFLICT
               : strcmp(file->letter, "L") == 0 ? EXIT_CODE_SIGN_IN
                                                : EXIT_CODE_SOME_FAILED;
    }
    listing_free(&listing);
    if (code == 0 && !is_shown) {
        console_say(
            "error: %s: its page did not come back; `cmsync status` shows what is there\n", place);
        code = EXIT_CODE_SOME_FAILED;
    }
    return code;
}

static int wish(struct engine *engine, const char *place)
{
    struct message question = { .type = MESSAGE_decision_take };
    question.decision_take.path = place;
    question.decision_take.verb = "restore";
    struct message answer;
    int code = engine_inquire(engine, &question, &answer);
    if (code == 0 && answer.type == MESSAGE_refused) {
        console_say("error: %s: %s\n", place, answer.refused.reason);
        code =
            strcmp(answer.refused.code, "not_found") == 0 ? EXIT_CODE_NOT_FOUND : EXIT_CODE_FAILURE;
    }
    message_free(&answer);
    return code;
}

/* Nobody runs: a run of our own over this one path. */
static int restore_by_engine(const struct command_run *run, const char *place)
{
    struct pursuit pursuit = { .started_ms = clock_now_ms(),
        .shows_progress = console_shows_progress() };
    struct item_path_name scope = { .path = place };
    struct engine *engine = NULL;
    int code = engine_start(
        &engine, run->config, run->options, &(struct engine_wish){ .is_paused = true });
    pursuit.engine = engine;
    if (code == 0)
        code = engine_wait_ready(engine);
    if (code == 0)
        code = pursuit_begin(&pursuit, &scope, 1, -1, false);
    if (code == 0)
        code = pursuit_follow(&pursuit, PURSUIT_CONVERTED);
    if (code == 0)
        code = wish(engine, place);
    if (code == 0)
        code = pursuit_resume(&pursuit);
    if (code == 0)
        code = pursuit_follow(&pursuit, PURSUIT_SETTLED);
    if (code == 0 && pursuit.known.run_known.trouble[0] != '\0') {
        console_say("error: %s\n", pursuit.known.run_known.trouble);
        code = (int)pursuit.known.run_known.exit_code;
    }
    if (code == 0)
        code = report(engine, place);
    int status = engine_stop(&engine);
    pursuit_end(&pursuit);
    return code == 0 && status != 0 ? exit_code_first(status, 0) : code;
}

static int restore_by_session(const struct command_run *run, const char *place)
{
    struct session *session = NULL;
    int64_t settled = 0;
    int code = session_open(&session, run->config, run->options, "cmsync restore");
    if (code == 0)
        code = decide_take(
            session, &(struct decide_answer){ .verb = "restore", .place = place }, &settled);
    if (code == 0)
        decide_print(settled, "page", "will be restored; `cmsync status` shows it");
    session_close(&session);
    return code;
}

static int restore_run(const struct command_run *run)
{
    interrupt_open();
    char *place = place_find(run->config, run->arguments[0]);
    if (place == NULL)
        return EXIT_CODE_USAGE;
    struct holder holder;
    bool is_running = holder_look(run->config->state, &holder) && !holder_is_brief(&holder);
    int code = is_running ? restore_by_session(run, place) : restore_by_engine(run, place);
    memory_free(&place);
    return code;
}

static const struct option restore_options[] = {
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_restore = {
    .name = "restore",
    .summary = "bring a page back from Confluence's trash",
    .usage = "PATH",
    .example = "cmsync restore docs/guide.md",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = restore_options,
    .option_count = sizeof restore_options / sizeof restore_options[0],
    .run = restore_run,
};
