/* SPDX-License-Identifier: MIT */
#include "cli/pursuit.h"

#include "base/clock.h"
#include "cli/console.h"
#include "cli/summary.h"

#include <string.h>

enum {
    PAUSE_LEAST_MS = 20,
    PAUSE_MOST_MS = 500,
    ANSWER_SHARE = 4, /* questions take at most a fifth of the store's time */
    LINE_BYTES = 1024,
    WORTH_SAYING_MS = 3000, /* a block by the server */
    SILENCE_MS = 5000,
};

static int demand_nothing(struct pursuit *pursuit, const struct message *question)
{
    struct message answer;
    int code = engine_ask(pursuit->engine, question, &answer);
    if (code == 0)
        message_free(&answer);
    return code;
}

int pursuit_begin(struct pursuit *pursuit, const struct item_path_name *scope, size_t scope_count,
    int64_t max_deletions, bool is_plan)
{
    struct message question = { .type = MESSAGE_run_begin };
    struct item_path_name *borrowed = memory_copy(scope, scope_count * sizeof *scope);
    question.run_begin.scope = borrowed;
    question.run_begin.scope_count = scope_count;
    question.run_begin.max_deletions = max_deletions;
    question.run_begin.is_plan = is_plan;
    question.run_begin.adopts = pursuit->adopts;
    int code = demand_nothing(pursuit, &question);
    memory_free(&borrowed);
    return code;
}

static int control(struct pursuit *pursuit, const char *verb, const char *text)
{
    struct message question = { .type = MESSAGE_control_ask };
    question.control_ask.verb = verb;
    question.control_ask.text = text;
    return demand_nothing(pursuit, &question);
}

int pursuit_check(struct pursuit *pursuit, bool is_due_alone)
{
    return control(pursuit, "check", is_due_alone ? "due" : "all");
}

int pursuit_resume(struct pursuit *pursuit)
{
    return control(pursuit, "resume", "");
}

static void show_progress(const struct pursuit *pursuit)
{
    struct text line = text_new(LINE_BYTES);
    summary_print_progress(&pursuit->known.run_known, clock_now_ms() - pursuit->started_ms, &line);
    console_progress(line.data);
    text_free(&line);
}

/* A server that takes the question and gives no answer has a minute for it. */
static void say_silence(struct pursuit *pursuit)
{
    const struct message_run_known *known = &pursuit->known.run_known;
    int64_t now_ms = clock_now_ms();
    if (known->requests != pursuit->requests || known->to_convert > 0) {
        pursuit->requests = known->requests;
        pursuit->moved_ms = now_ms;
    }
    if (known->requests == 0 || pursuit->has_said_silence ||
        now_ms - pursuit->moved_ms < SILENCE_MS)
        return;
    pursuit->has_said_silence = true;
    console_say("note: waiting for Confluence to answer; a request has a minute for that, and is "
                "tried again\n");
}

/* What holds it up is said at once, so that nobody waits in the dark. */
static void say_obstacle(struct pursuit *pursuit)
{
    const struct message_run_known *known = &pursuit->known.run_known;
    if (strcmp(known->gate, "unreachable") == 0 && !pursuit->has_said_unreachable) {
        pursuit->has_said_unreachable = true;
        console_say("warning: trying again: %s\n", known->trouble);
    }
    if (strcmp(known->gate, "unreachable") != 0 && known->gate_ms <= 0)
        say_silence(pursuit);
    if (known->gate_ms >= WORTH_SAYING_MS && !pursuit->has_said_blocked) {
        pursuit->has_said_blocked = true;
        struct text wait = text_new(LINE_BYTES);
        summary_print_duration(known->gate_ms, &wait);
        console_say("note: Confluence limits our requests; going on in %s\n", wait.data);
        text_free(&wait);
    }
}

static bool is_reached(const struct message_run_known *known, enum pursuit_goal goal)
{
    switch (goal) {
    case PURSUIT_CONVERTED:
        return known->is_converted;
    case PURSUIT_CHECKED:
        return known->is_checked;
    case PURSUIT_SETTLED:
        break;
    }
    return known->is_settled;
}

/*
 * How long to leave the store alone when nothing is heard: a question counts much of the ledger,
 * and the store tells when there is something to ask for. That may be lost, and a small run is over
 * before it could be told: the first pauses are short.
 */
static int64_t pause_after(int64_t answer_ms, int answers)
{
    int64_t pause = answer_ms * ANSWER_SHARE;
    if (pause < PAUSE_LEAST_MS)
        pause = PAUSE_LEAST_MS;
    for (int i = 1; i < answers && pause < PAUSE_MOST_MS; i++)
        pause *= 2;
    return pause > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause;
}

/* For a moment, and then until something is heard of, at most until `most_ms`. */
static int wait_for_news(struct engine *engine, int64_t most_ms)
{
    int64_t start_ms = clock_now_ms();
    unsigned long heard = engine_heard(engine);
    int code = 0;
    int64_t left_ms = PAUSE_LEAST_MS;
    while (code == 0 && left_ms > 0) {
        code = engine_wait(engine, (int)left_ms);
        int64_t until_ms = engine_heard(engine) != heard ? PAUSE_LEAST_MS : most_ms;
        left_ms = start_ms + until_ms - clock_now_ms();
    }
    return code;
}

int pursuit_follow(struct pursuit *pursuit, enum pursuit_goal goal)
{
    struct message question = { .type = MESSAGE_run_ask };
    int answers = 0;
    int code = 0;
    while (code == 0) {
        int64_t asked_ms = clock_now_ms();
        struct message answer;
        code = engine_ask(pursuit->engine, &question, &answer);
        if (code != 0)
            break;
        message_free(&pursuit->known);
        pursuit->known = answer;
        if (answer.run_known.is_stuck) {
            console_say("error: %s\n", answer.run_known.trouble);
            code = (int)answer.run_known.exit_code;
        }
        if (code != 0 || is_reached(&answer.run_known, goal))
            break;
        say_obstacle(pursuit);
        if (pursuit->shows_progress)
            show_progress(pursuit);
        code = wait_for_news(pursuit->engine, pause_after(clock_now_ms() - asked_ms, ++answers));
    }
    console_progress("");
    return code;
}

void pursuit_end(struct pursuit *pursuit)
{
    message_free(&pursuit->known);
}
