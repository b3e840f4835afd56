/* SPDX-License-Identifier: MIT */
#include "cli/pursuit.h"

#include "base/clock.h"
#include "cli/console.h"
#include "cli/summary.h"

enum {
    PAUSE_LEAST_MS = 20,
    PAUSE_MOST_MS = 500,
    ANSWER_SHARE = 4,   /* questions take at most a fifth of the store's time */
    QUIET_ANSWERS = 10, /* in a row without news: from then on each pause is longer */
    LINE_BYTES = 1024,
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

/* How long to leave the store alone; a question over a large ledger costs it something. */
static int64_t pause_after(int64_t answer_ms)
{
    int64_t pause = answer_ms * ANSWER_SHARE;
    if (pause < PAUSE_LEAST_MS)
        return PAUSE_LEAST_MS;
    return pause > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause;
}

/* While nothing happens (the server blocks us, say) the store is asked more and more rarely. */
static int64_t quiet_pause(int64_t pause, int quiet_answers)
{
    for (int i = QUIET_ANSWERS; i < quiet_answers && pause < PAUSE_MOST_MS; i++)
        pause *= 2;
    return pause > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause;
}

static bool is_news(const struct message_run_known *before, const struct message_run_known *now)
{
    return before->sequence != now->sequence || before->requests != now->requests ||
           before->to_convert != now->to_convert || before->to_upload != now->to_upload;
}

/* For `pause_ms`, and then until something is heard of, at most until `most_ms`. */
static int wait_for_news(struct engine *engine, int64_t pause_ms, int64_t most_ms)
{
    int64_t start_ms = clock_now_ms();
    unsigned long heard = engine_heard(engine);
    int code = 0;
    int64_t left_ms = pause_ms;
    while (code == 0 && left_ms > 0) {
        code = engine_wait(engine, (int)left_ms);
        int64_t until_ms = engine_heard(engine) != heard ? pause_ms : most_ms;
        left_ms = start_ms + until_ms - clock_now_ms();
    }
    return code;
}

int pursuit_follow(struct pursuit *pursuit, enum pursuit_goal goal)
{
    struct message question = { .type = MESSAGE_run_ask };
    int quiet_answers = 0;
    int code = 0;
    while (code == 0) {
        int64_t asked_ms = clock_now_ms();
        struct message answer;
        code = engine_ask(pursuit->engine, &question, &answer);
        if (code != 0)
            break;
        quiet_answers =
            is_news(&pursuit->known.run_known, &answer.run_known) ? 0 : quiet_answers + 1;
        message_free(&pursuit->known);
        pursuit->known = answer;
        if (is_reached(&answer.run_known, goal))
            break;
        if (pursuit->shows_progress)
            show_progress(pursuit);
        int64_t pause_ms = pause_after(clock_now_ms() - asked_ms);
        code = wait_for_news(pursuit->engine, pause_ms, quiet_pause(pause_ms, quiet_answers));
    }
    console_progress("");
    return code;
}

void pursuit_end(struct pursuit *pursuit)
{
    message_free(&pursuit->known);
}
