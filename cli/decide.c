/* SPDX-License-Identifier: MIT */
#include "cli/decide.h"

#include "base/exit_code.h"
#include "cli/console.h"
#include "cli/summary.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 1024 };

int decide_take(struct session *session, const struct decide_answer *given, int64_t *settled)
{
    struct message question = { .type = MESSAGE_decision_take };
    question.decision_take.path = given->place;
    question.decision_take.verb = given->verb;
    question.decision_take.text = given->text;
    question.decision_take.number = given->number;
    struct message answer;
    int code = session_ask(session, &question, &answer);
    if (code != 0)
        return code;
    bool is_missing =
        answer.type == MESSAGE_refused && strcmp(answer.refused.code, "not_found") == 0;
    if (is_missing && given->place[0] == '\0') {
        /* All of none: there was nothing to do. */
    } else if (answer.type == MESSAGE_refused) {
        console_say("error: %s: %s\n", given->place[0] == '\0' ? "deletions" : given->place,
            answer.refused.reason);
        code = is_missing ? EXIT_CODE_NOT_FOUND : EXIT_CODE_FAILURE;
    } else {
        *settled += answer.accepted.number;
    }
    message_free(&answer);
    return code;
}

void decide_print(int64_t settled, const char *noun, const char *done)
{
    struct text line = text_new(LINE_BYTES);
    summary_print_count(settled, noun, &line);
    printf("%s %s\n", line.data, done);
    text_free(&line);
}
