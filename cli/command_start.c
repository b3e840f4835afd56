/* SPDX-License-Identifier: MIT */
/* start and stop: the supervisor in the background. */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log_file.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/engine.h"
#include "cli/holder.h"
#include "cli/interrupt.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    STOP_MS = 40000, /* the supervisor itself takes at most 25 s */
    STEP_MS = 20,
    ASK_MS = 3000,
    OUT_BYTES = 64 * 1024,
};

/* ---------------------------------------------------------------- start */

static void print_started(const struct command_run *run, const struct engine *engine,
    const struct message_run_known *known)
{
    char *log = log_file_path(run->config->state);
    struct text out = text_new(OUT_BYTES);
    text_add_format(&out, "started cmsync-supervisor (pid %ld)\n", (long)engine_pid(engine));
    text_add_format(&out, "  folder     %s\n", run->config->docs.root);
    text_add_format(
        &out, "  space      %s on %s\n", run->config->site.space, run->config->site.url);
    text_add_format(&out, "  uploaders  %ld\n", run->config->limits.uploaders);
    text_add_format(&out, "  state      %s\n  log        %s\n", run->config->state, log);
    if (known->is_paused)
        text_add_string(&out, "  paused     `cmsync resume` lets it publish\n");
    text_add_string(&out, "watch it with: cmsync-monitor, cmsync status, cmsync tail\n"
                          "stop it with:  cmsync stop\n");
    console_write(&out);
    text_free(&out);
    memory_free(&log);
}

static int start_run(const struct command_run *run)
{
    interrupt_open();
    struct engine *engine = NULL;
    struct engine_wish wish = { .is_detached = true };
    wish.is_paused = options_has(run->options, "paused");
    int code = engine_start(&engine, run->config, run->options, &wish);
    if (code != 0)
        return code;
    struct message question = { .type = MESSAGE_run_ask };
    struct message answer;
    code = engine_ask(engine, &question, &answer);
    if (code != 0) {
        /* It failed, or we were told to stop waiting: then it should not stay either. */
        engine_stop(&engine);
        return code;
    }
    print_started(run, engine, &answer.run_known);
    message_free(&answer);
    engine_release(&engine);
    return 0;
}

static const struct option start_options[] = {
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
    { "paused", '\0', NULL, "publish nothing until `cmsync resume`" },
};

const struct command command_start = {
    .name = "start",
    .summary = "keep Confluence in step, in the background",
    .usage = "",
    .example = "cmsync start",
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = start_options,
    .option_count = sizeof start_options / sizeof start_options[0],
    .run = start_run,
};

/* ---------------------------------------------------------------- stop */

/* Asks through the store, which may be down; then by signal. 0, or -1 when neither went. */
static int ask_to_stop(const struct command_run *run, const struct holder *holder)
{
    viewer_prepare();
    struct request_client *client = request_open(run->config->run, interrupt_tick, NULL);
    struct message question = { .type = MESSAGE_control_ask };
    question.control_ask.verb = "stop";
    question.control_ask.text = "";
    struct message answer = { .type = MESSAGE_none };
    bool is_accepted = client != NULL && request_ask(client, &question, &answer, ASK_MS) == 0 &&
                       answer.type == MESSAGE_accepted;
    message_free(&answer);
    request_close(&client);
    return is_accepted ? 0 : holder_signal(holder, SIGTERM);
}

static bool wait_until_free(const struct command_run *run, struct holder *holder)
{
    int64_t deadline = clock_now_ms() + STOP_MS;
    while (holder_look(run->config->state, holder)) {
        if (clock_now_ms() >= deadline || !interrupt_take())
            return false;
        struct pollfd signals = { .fd = interrupt_descriptor(), .events = POLLIN };
        poll(&signals, 1, STEP_MS);
    }
    return true;
}

static int stop_run(const struct command_run *run)
{
    interrupt_open();
    struct holder holder;
    if (!holder_look(run->config->state, &holder)) {
        console_say("nothing is running for %s\n", run->config->docs.root);
        return 0;
    }
    long pid = holder.pid;
    if (!holder_is_brief(&holder) && ask_to_stop(run, &holder) < 0 && interrupt_code() == 0) {
        console_say("error: %s (pid %ld) cannot be told to stop\n", holder.name, holder.pid);
        return EXIT_CODE_FAILURE;
    }
    if (wait_until_free(run, &holder)) {
        printf("stopped (pid %ld)\n", pid);
        return 0;
    }
    if (interrupt_code() == 0)
        console_say("error: process %ld has not stopped after %d s\n"
                    "  = help: kill -9 %ld ends it at once; nothing is lost\n",
            pid, STOP_MS / 1000, pid);
    return interrupt_code() != 0 ? interrupt_code() : EXIT_CODE_FAILURE;
}

const struct command command_stop = {
    .name = "stop",
    .summary = "stop what `start` started, in order",
    .usage = "",
    .example = "cmsync stop",
    .reads_config = true,
    .is_steering = true,
    .run = stop_run,
};
