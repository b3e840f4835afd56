/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "bus/message_print.h"
#include "bus/viewer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/narrator.h"
#include "cli/usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LINE_BYTES = 4 * 1024 * 1024,
    WAIT_MS = 1000,
    PROBLEMS_BYTES = 64 * 1024,
    GREETING_MS = 1000,
    PLACE_BYTES = 1024,
};

enum tail_form { TAIL_LINES, TAIL_JSON, TAIL_PLAIN };

struct tail {
    enum tail_form form;
    struct narrator narrator;
};

static int refuse_topic(const char *name)
{
    const char *names[MESSAGE_COUNT];
    size_t count = 0;
    for (int type = MESSAGE_none + 1; type < MESSAGE_COUNT; type++)
        names[count++] = message_name((enum message_type)type);
    const char *near = diagnostic_suggest(name, names, count);
    char help[128];
    if (near != NULL)
        snprintf(help, sizeof help, "did you mean `%s`?", near);
    else
        snprintf(help, sizeof help, "cmsync-messages(7) lists them");
    return usage_refuse("there is no message `%.100s`", name, help);
}

static int subscribe(struct listener *listener, const struct command_run *run)
{
    if (run->count == 0)
        listener_subscribe(listener, MESSAGE_none);
    for (size_t i = 0; i < run->count; i++) {
        const char *name = run->arguments[i];
        enum message_type type = message_find(name, strlen(name));
        if (type == MESSAGE_none)
            return refuse_topic(name);
        listener_subscribe(listener, type);
    }
    return 0;
}

/* `14:04:02 Updated: ...`; a sentence begins each line. */
static void add_sentences(struct tail *tail, const struct message *event, struct text *line)
{
    time_t seconds = time(NULL);
    struct tm local;
    localtime_r(&seconds, &local);
    char clock[16];
    strftime(clock, sizeof clock, "%H:%M:%S ", &local);
    struct text sentences = text_new(LINE_BYTES);
    narrator_tell(&tail->narrator, event, clock_now_ms(), &sentences);
    for (const char *sentence = sentences.data; *sentence != '\0';) {
        size_t length = strcspn(sentence, "\n") + 1;
        text_add_string(line, clock);
        text_add(line, sentence, length);
        sentence += length;
    }
    text_free(&sentences);
}

/* -1 when nobody reads any more. */
static int print_event(struct tail *tail, const struct message *event)
{
    struct text line = text_new(LINE_BYTES);
    if (tail->form == TAIL_PLAIN)
        add_sentences(tail, event, &line);
    else if (tail->form == TAIL_JSON)
        message_print_json(event, &line);
    else
        message_print(event, &line);
    if (tail->form != TAIL_PLAIN && (line.length == 0 || line.data[line.length - 1] != '\n'))
        text_add_char(&line, '\n');
    int result = line.length == 0 ? 0 : console_write(&line);
    text_free(&line);
    return result;
}

static int follow(struct listener *listener, struct tail *tail)
{
    while (interrupt_take()) {
        viewer_wait(listener, NULL, interrupt_descriptor(), WAIT_MS);
        struct message event;
        while (listener_take(listener, &event) == 1) {
            int printed = print_event(tail, &event);
            message_free(&event);
            if (printed < 0)
                return 0;
        }
    }
    return interrupt_code();
}

static int say_hello(void)
{
    struct text line = text_new(LINE_BYTES);
    text_add_string(&line, "{\"type\":\"hello\",\"format\":\"cmsync.events/1.0\",\"version\":"
                           "\"" CMSYNC_VERSION "\"}\n");
    int result = console_write(&line);
    text_free(&line);
    return result;
}

/* How things are now: events alone would leave a listener in the dark until one comes. 0, -1 when
   nobody reads, or an exit code. */
static int greet(const struct command_run *run, struct tail *tail)
{
    const struct config *config = run->config;
    const char *host = strstr(config->site.url, "://");
    host = host == NULL ? "no site yet" : host + 3;
    char place[PLACE_BYTES];
    snprintf(place, sizeof place, "space %s on %.*s",
        config->site.space[0] == '\0' ? "not chosen yet" : config->site.space,
        (int)strcspn(host, "/"), host);
    struct request_client *client = request_open(config->run, interrupt_tick, NULL);
    const struct message question = { .type = MESSAGE_run_ask };
    struct message answer = { .type = MESSAGE_none };
    bool is_answered = client != NULL &&
                       request_ask(client, &question, &answer, GREETING_MS) == 0 &&
                       answer.type == MESSAGE_run_known;
    request_close(&client);
    int result = EXIT_CODE_FAILURE;
    if (request_meets_other_version(&answer)) {
        console_say("error: %s\n", answer.refused.reason);
    } else {
        struct text out = text_new(LINE_BYTES);
        narrator_greet(
            &tail->narrator, place, is_answered ? &answer.run_known : NULL, clock_now_ms(), &out);
        result = console_write(&out);
        text_free(&out);
    }
    message_free(&answer);
    return result;
}

static enum tail_form choose_form(const struct command_run *run)
{
    const char *wish = getenv("CMSYNC_ACCESSIBLE");
    if (options_has(run->options, "json"))
        return TAIL_JSON;
    bool is_wished = wish != NULL && wish[0] != '\0' && strcmp(wish, "0") != 0;
    return is_wished || options_has(run->options, "plain") ? TAIL_PLAIN : TAIL_LINES;
}

static int begin(const struct command_run *run, struct tail *tail)
{
    if (tail->form == TAIL_JSON)
        return say_hello();
    return tail->form == TAIL_PLAIN ? greet(run, tail) : 0;
}

static int tail_run(const struct command_run *run)
{
    if (options_has(run->options, "json") && options_has(run->options, "plain"))
        return usage_refuse("`cmsync %s` takes --json or --plain, not both", "tail", NULL);
    struct text problems = text_new(PROBLEMS_BYTES);
    int made = config_set_up(run->config, &problems);
    if (made < 0)
        fputs(problems.data, stderr);
    text_free(&problems);
    if (made < 0)
        return EXIT_CODE_USAGE;
    interrupt_open();
    viewer_prepare();
    struct listener *listener = listener_open(run->config->run, NULL);
    if (listener == NULL)
        return EXIT_CODE_FAILURE;
    struct tail tail = { .form = choose_form(run) };
    int code = subscribe(listener, run);
    int begun = code == 0 ? begin(run, &tail) : -1;
    if (begun == 0)
        code = follow(listener, &tail);
    else if (begun > 0)
        code = begun;
    listener_close(&listener);
    return code;
}

static const struct option tail_options[] = {
    { "json", '\0', NULL, "one JSON object a line (cmsync.events/1.0)" },
    { "plain", '\0', NULL, "whole sentences, for screen readers; also with CMSYNC_ACCESSIBLE=1" },
};

const struct command command_tail = {
    .name = "tail",
    .summary = "show what every process does as it happens, one line an event",
    .usage = "[MESSAGE..]",
    .example = "cmsync tail\ncmsync tail --plain\n"
               "cmsync tail --json status_changed request_answered",
    .most = COMMAND_ANY,
    .reads_config = true,
    .options = tail_options,
    .option_count = sizeof tail_options / sizeof tail_options[0],
    .run = tail_run,
};
