/* SPDX-License-Identifier: MIT */
#include "base/diagnostic.h"
#include "base/memory.h"
#include "bus/viewer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/usage.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 4 * 1024 * 1024, REFRESH_MS = 1000, PROBLEMS_BYTES = 64 * 1024 };

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

/* -1 when nobody reads any more. */
static int print_event(const struct message *event, bool is_json)
{
    struct text line = text_new(LINE_BYTES);
    if (is_json)
        message_print_json(event, &line);
    else
        message_print(event, &line);
    if (line.length == 0 || line.data[line.length - 1] != '\n')
        text_add_char(&line, '\n');
    int result = console_write(&line);
    text_free(&line);
    return result;
}

static int follow(struct listener *listener, bool is_json)
{
    while (interrupt_take()) {
        viewer_wait(listener, NULL, interrupt_descriptor(), REFRESH_MS);
        struct message event;
        while (listener_take(listener, &event) == 1) {
            int printed = print_event(&event, is_json);
            message_free(&event);
            if (printed < 0)
                return 0;
        }
        /* A socket that is bound anew under the same name is found again by libzmq itself. */
        listener_refresh(listener);
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

static int tail_run(const struct command_run *run)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int made = config_make_folders(run->config, &problems);
    if (made < 0)
        fputs(problems.data, stderr);
    text_free(&problems);
    if (made < 0)
        return EXIT_CODE_USAGE;
    interrupt_open();
    viewer_prepare();
    struct listener *listener = listener_open(run->config->run);
    if (listener == NULL)
        return EXIT_CODE_FAILURE;
    bool is_json = options_has(run->options, "json");
    int code = subscribe(listener, run);
    if (code == 0 && (!is_json || say_hello() == 0))
        code = follow(listener, is_json);
    listener_close(&listener);
    return code;
}

static const struct option tail_options[] = {
    { "json", '\0', NULL, "one JSON object a line (cmsync.events/1.0)" },
};

const struct command command_tail = {
    .name = "tail",
    .summary = "show what every process does as it happens, one line an event",
    .usage = "[MESSAGE..]",
    .example = "cmsync tail\ncmsync tail --json status_changed request_answered",
    .most = COMMAND_ANY,
    .reads_config = true,
    .options = tail_options,
    .option_count = sizeof tail_options / sizeof tail_options[0],
    .run = tail_run,
};
