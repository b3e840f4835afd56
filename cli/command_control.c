/* SPDX-License-Identifier: MIT */
/* pause, resume, rescan, retry, reload, scale, restart: said to a running supervisor. */
#include "base/control.h"
#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/control.h"
#include "cli/holder.h"
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/usage.h"

#include "bus/viewer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { ASK_MS = 5000 };

struct control_call {
    const char *verb;
    long number;
    const char *text; /* NULL: none */
    int signal;       /* to the supervisor, when the store does not answer; 0: there is none */
    const char *done;
};

/* True with the answer. */
static bool ask_store(
    const struct config *config, const struct control_call *call, struct message *answer)
{
    viewer_prepare();
    struct request_client *client = request_open(config->run, interrupt_tick, NULL);
    struct message question = { .type = MESSAGE_control_ask };
    question.control_ask.verb = call->verb;
    question.control_ask.number = call->number;
    question.control_ask.text = call->text == NULL ? "" : call->text;
    bool is_answered = client != NULL && request_ask(client, &question, answer, ASK_MS) == 0;
    request_close(&client);
    /* A signal means the same in every version. */
    if (is_answered && call->signal != 0 && request_meets_other_version(answer)) {
        message_free(answer);
        return false;
    }
    return is_answered;
}

static int call_holder(
    const struct config *config, const struct holder *holder, const struct control_call *call)
{
    struct message answer = { .type = MESSAGE_none };
    int code = 0;
    if (ask_store(config, call, &answer)) {
        if (answer.type == MESSAGE_refused) {
            console_say("error: %s\n", answer.refused.reason);
            code = EXIT_CODE_FAILURE;
        }
    } else if (interrupt_code() != 0) {
        code = interrupt_code();
    } else if (call->signal == 0 || holder_signal(holder, call->signal) < 0) {
        console_say("error: the store does not answer; `cmsync tail` shows what happens\n");
        code = EXIT_CODE_FAILURE;
    }
    message_free(&answer);
    if (code == 0)
        printf("%s\n", call->done);
    return code;
}

/* False when nothing runs that could be told anything. */
static bool find_holder(const struct config *config, struct holder *holder)
{
    return holder_look(config->state, holder) && !holder_is_brief(holder);
}

static int call_control(const struct command_run *run, const struct control_call *call)
{
    interrupt_open();
    struct holder holder;
    if (find_holder(run->config, &holder))
        return call_holder(run->config, &holder, call);
    console_say("error: nothing is running for %s\n  = help: `cmsync start` starts it\n",
        run->config->docs.root);
    return EXIT_CODE_FAILURE;
}

static const struct control_call reload = {
    .verb = "reload",
    .signal = SIGHUP,
    .done = "what runs reads the configuration and the token again",
};

int control_reload(const struct config *config)
{
    interrupt_open();
    struct holder holder;
    return find_holder(config, &holder) ? call_holder(config, &holder, &reload) : 0;
}

static int reload_run(const struct command_run *run)
{
    return call_control(run, &reload);
}

static int pause_run(const struct command_run *run)
{
    return call_control(
        run, &(struct control_call){ .verb = "pause",
                 .signal = SIGUSR1,
                 .done = "paused: nothing more is published until `cmsync resume`" });
}

static int resume_run(const struct command_run *run)
{
    return call_control(
        run, &(struct control_call){
                 .verb = "resume", .signal = SIGUSR2, .done = "publishing goes on" });
}

static int rescan_run(const struct command_run *run)
{
    return call_control(run,
        &(struct control_call){ .verb = "rescan", .done = "the whole folder is looked at again" });
}

/* The store alone remembers it for the next apply. */
static int retry_later(const struct command_run *run)
{
    struct session *session = NULL;
    struct message question = { .type = MESSAGE_control_ask };
    question.control_ask.verb = "retry";
    question.control_ask.text = "";
    struct message answer = { .type = MESSAGE_none };
    int code = session_open(&session, run->config, run->options, "cmsync retry");
    if (code == 0)
        code = session_demand(session, &question, &answer);
    session_close(&session);
    message_free(&answer);
    if (code == 0)
        printf("the next `cmsync apply` tries again what failed\n");
    return code;
}

static int retry_run(const struct command_run *run)
{
    struct holder holder;
    interrupt_open();
    if (!find_holder(run->config, &holder))
        return retry_later(run);
    return call_control(
        run, &(struct control_call){ .verb = "retry", .done = "what failed is tried again" });
}

static int scale_run(const struct command_run *run)
{
    struct control_call call = { .verb = "scale" };
    char done[64];
    if (usage_number("scale", run->arguments[0], 1, CONTROL_UPLOADERS_MOST, &call.number) < 0)
        return EXIT_CODE_USAGE;
    snprintf(done, sizeof done, "%ld uploader%s", call.number, call.number == 1 ? "" : "s");
    call.done = done;
    return call_control(run, &call);
}

static const char *const stages[] = { "watcher", "converter", "uploader", "statestore" };

enum { STAGES = sizeof stages / sizeof stages[0] };

/* A kind, or one of the uploaders: `uploader-2`. Which of them run, the store knows. */
static bool is_stage(const char *word)
{
    static const char numbered[] = "uploader-";
    for (size_t i = 0; i < STAGES; i++) {
        if (strcmp(word, stages[i]) == 0)
            return true;
    }
    if (strncmp(word, numbered, sizeof numbered - 1) != 0)
        return false;
    const char *number = word + sizeof numbered - 1;
    return *number != '\0' && number[strspn(number, "0123456789")] == '\0';
}

static int refuse_stage(const char *word)
{
    char help[128] = "the stages are watcher, converter, uploader (or one, as uploader-2) and "
                     "statestore";
    const char *near = diagnostic_suggest(word, stages, STAGES);
    if (near != NULL)
        snprintf(help, sizeof help, "did you mean `cmsync restart %s`?", near);
    return usage_refuse("there is no stage `%.100s`", word, help);
}

static int restart_run(const struct command_run *run)
{
    const char *stage = run->arguments[0];
    if (!is_stage(stage))
        return refuse_stage(stage);
    char done[128];
    snprintf(done, sizeof done, "%.50s%s again; what was not done goes on from there", stage,
        strcmp(stage, "uploader") == 0 ? "s start" : " starts");
    return call_control(
        run, &(struct control_call){ .verb = "restart", .text = stage, .done = done });
}

const struct command command_pause = {
    .name = "pause",
    .summary = "publish nothing for now; files are still watched and converted",
    .usage = "",
    .example = "cmsync pause",
    .reads_config = true,
    .is_steering = true,
    .run = pause_run,
};

const struct command command_resume = {
    .name = "resume",
    .summary = "publish again",
    .usage = "",
    .example = "cmsync resume",
    .reads_config = true,
    .is_steering = true,
    .run = resume_run,
};

const struct command command_rescan = {
    .name = "rescan",
    .summary = "look at the whole folder again",
    .usage = "",
    .example = "cmsync rescan",
    .reads_config = true,
    .is_steering = true,
    .run = rescan_run,
};

const struct command command_retry = {
    .name = "retry",
    .summary = "try again what failed, and what waits for its next attempt",
    .usage = "",
    .example = "cmsync retry",
    .reads_config = true,
    .is_steering = true,
    .run = retry_run,
};

const struct command command_reload = {
    .name = "reload",
    .summary = "read the configuration and the token again",
    .usage = "",
    .example = "cmsync reload",
    .reads_config = true,
    .run = reload_run,
};

const struct command command_scale = {
    .name = "scale",
    .summary = "send so many pages at the same time, until the next start",
    .usage = "N",
    .example = "cmsync scale 8",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .is_steering = true,
    .run = scale_run,
};

const struct command command_restart = {
    .name = "restart",
    .summary = "end one process, or all uploaders, and start it again; the others go on",
    .usage = "STAGE",
    .example = "cmsync restart converter\ncmsync restart uploader-2",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .is_steering = true,
    .run = restart_run,
};
