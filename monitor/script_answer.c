/* SPDX-License-Identifier: MIT */
#include "monitor/script_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 32, LATER_MS = 1000 };

struct words {
    char *names[WORDS_MOST];
    char *values[WORDS_MOST];
    size_t count;
};

static void read_words(struct words *words, char *line)
{
    words->count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word != NULL && words->count < WORDS_MOST;
         word = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(word, '=');
        if (value == NULL)
            continue;
        *value++ = '\0';
        for (char *c = value; *c != '\0'; c++)
            *c = (char)(*c == '_' ? ' ' : *c == ';' ? '\n' : *c);
        words->names[words->count] = word;
        words->values[words->count++] = value;
    }
}

/* The value of the `nth` word of that name; "" when there is none. */
static char *value_of(const struct words *words, const char *name, size_t nth)
{
    static char none[1];
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->names[i], name) == 0 && nth-- == 0)
            return words->values[i];
    }
    none[0] = '\0';
    return none;
}

static int64_t number_of(const struct words *words, const char *name)
{
    return strtoll(value_of(words, name, 0), NULL, 10);
}

/* The number behind the stroke of `N/M`. */
static int64_t second_of(const struct words *words, const char *name)
{
    const char *stroke = strchr(value_of(words, name, 0), '/');
    return stroke == NULL ? 0 : strtoll(stroke + 1, NULL, 10);
}

/* The model takes answers over as they come from the bus: packed and unpacked. */
static int give(struct model *model, const struct message *answer)
{
    struct text packed = text_new(1024 * 1024);
    struct message message = { 0 };
    int result = message_pack(answer, &packed);
    if (result == 0)
        result = message_unpack(&message, answer->type, packed.data, packed.length);
    if (result == 0)
        model_answer(model, &message);
    message_free(&message);
    text_free(&packed);
    return result;
}

static int answer_page(
    struct model *model, const struct words *words, const struct message *question)
{
    struct message answer = { .type = MESSAGE_page_known };
    answer.page_known = (struct message_page_known){
        .path = question->page_ask.path,
        .title = value_of(words, "title", 0),
        .parent_title = value_of(words, "parent", 0),
        .labels = value_of(words, "labels", 0),
        .page_id = value_of(words, "id", 0),
        .version = number_of(words, "version"),
        .hold = "",
        .reason = "",
        .warnings = value_of(words, "warnings", 0),
        .error = value_of(words, "error", 0),
        .changed_ms = model->now_ms - 120000,
        .attachments = number_of(words, "files"),
        .attachments_due = second_of(words, "files"),
        .decision = value_of(words, "decision", 0),
        .remote_id = value_of(words, "id", 0),
        .remote_version = number_of(words, "remote"),
        .remote_title = value_of(words, "title", 0),
        .remote_author = value_of(words, "author", 0),
        .asked_ms = model->now_ms - 60000,
    };
    return give(model, &answer);
}

static int answer_deletions(
    struct model *model, const struct words *words, const struct message *question)
{
    struct message answer = { .type = MESSAGE_deletions_known };
    struct item_path_name files[WORDS_MOST];
    size_t count = 0;
    for (; count < WORDS_MOST && *value_of(words, "file", count) != '\0'; count++)
        files[count].path = value_of(words, "file", count);
    answer.deletions_known = (struct message_deletions_known){
        .path = question->deletions_ask.path,
        .pages = number_of(words, "pages"),
        .of_pages = number_of(words, "of"),
        .parents = number_of(words, "parents"),
        .linked = number_of(words, "linked"),
        .linking = second_of(words, "linked"),
        .attachments = number_of(words, "attachments"),
        .gone_ms = model->now_ms - number_of(words, "gone") * 1000,
        .is_sound = *value_of(words, "unsound", 0) == '\0',
        .files = files,
        .files_count = count,
    };
    return give(model, &answer);
}

static struct blob body_of(const struct words *words, const char *name)
{
    const char *text = value_of(words, name, 0);
    return (struct blob){ .data = (const unsigned char *)text, .size = strlen(text) };
}

static void refuse(struct model *model)
{
    struct message refused = { .type = MESSAGE_refused };
    refused.refused.code = "busy";
    refused.refused.reason = "not now";
    (void)give(model, &refused);
}

/* The model asks for what was found a moment later. */
static bool is_asked_for_look(struct model *model)
{
    struct message again = { 0 };
    model->now_ms += LATER_MS;
    while (again.type != MESSAGE_look_ask && model_question(model, &again)) {
        if (again.type != MESSAGE_look_ask)
            refuse(model);
    }
    model->now_ms -= LATER_MS;
    return again.type == MESSAGE_look_ask;
}

/* First the number of the look, then what it found. */
static int answer_look(
    struct model *model, const struct words *words, const struct message *question)
{
    (void)question;
    struct message accepted = { .type = MESSAGE_accepted };
    accepted.accepted.number = 1;
    if (give(model, &accepted) < 0 || !is_asked_for_look(model))
        return -1;
    struct message answer = { .type = MESSAGE_look_known };
    const char *trouble = value_of(words, "trouble", 0);
    answer.look_known = (struct message_look_known){
        .is_done = true,
        .code = *trouble == '\0' ? "" : "trouble",
        .reason = trouble,
        .path = "",
        .has_mine = true,
        .mine_title = value_of(words, "title", 0),
        .mine_body = body_of(words, "mine"),
        .has_theirs = *value_of(words, "theirs", 0) != '\0',
        .theirs_id = "1",
        .theirs_status = "current",
        .theirs_title = value_of(words, "title", 0),
        .theirs_author = value_of(words, "author", 0),
        .theirs_version = number_of(words, "version"),
        .theirs_body = body_of(words, "theirs"),
        .has_base = *value_of(words, "base", 0) != '\0',
        .base_title = value_of(words, "title", 0),
        .base_version = number_of(words, "version") - 1,
        .base_body = body_of(words, "base"),
    };
    return give(model, &answer);
}

/* NAME/STATE/PID/RESTARTS/SECONDS */
static void read_stage(struct item_stage_status *stage, char *text, int64_t now_ms)
{
    char *rest = NULL;
    stage->name = strtok_r(text, "/", &rest);
    stage->state = strtok_r(NULL, "/", &rest);
    int64_t numbers[3] = { 0 };
    for (size_t i = 0; i < 3; i++) {
        const char *number = strtok_r(NULL, "/", &rest);
        numbers[i] = number == NULL ? 0 : strtoll(number, NULL, 10);
    }
    stage->pid = numbers[0];
    stage->restarts = numbers[1];
    stage->since_ms = now_ms - numbers[2] * 1000;
}

static int answer_activity(
    struct model *model, const struct words *words, const struct message *question)
{
    (void)question;
    struct item_stage_status stages[WORDS_MOST];
    size_t count = 0;
    for (; count < WORDS_MOST && *value_of(words, "stage", count) != '\0'; count++)
        read_stage(&stages[count], value_of(words, "stage", count), model->now_ms);
    struct message answer = { .type = MESSAGE_activity_known };
    answer.activity_known = (struct message_activity_known){
        .stages = stages,
        .stages_count = count,
        .created = number_of(words, "created"),
        .updated = number_of(words, "updated"),
        .moved = number_of(words, "moved"),
        .deleted = number_of(words, "deleted"),
        .attachments = number_of(words, "files"),
        .attachments_due = second_of(words, "files"),
    };
    return give(model, &answer);
}

static const struct {
    const char *name;
    enum message_type question;
    int (*answer)(struct model *model, const struct words *words, const struct message *question);
} answers[] = {
    { "page", MESSAGE_page_ask, answer_page },
    { "deletions", MESSAGE_deletions_ask, answer_deletions },
    { "look", MESSAGE_look_begin, answer_look },
    { "activity", MESSAGE_activity_ask, answer_activity },
};

enum { ANSWERS = sizeof answers / sizeof answers[0] };

int script_answer(struct model *model, const char *name, char *line)
{
    struct words words;
    read_words(&words, line);
    size_t i = 0;
    while (i < ANSWERS && strcmp(answers[i].name, name) != 0)
        i++;
    struct message question;
    int result = -1;
    /* A page may be asked for by two, the pane and a dialog. */
    while (i < ANSWERS && model_question(model, &question)) {
        if (question.type == answers[i].question) /* else it gets no answer */
            result = answers[i].answer(model, &words, &question);
        else
            refuse(model);
        const struct inquiries *left = &model->inquiries;
        if (result == 0 && (left->count == 0 || left->items[0].type != MESSAGE_page_ask))
            break;
    }
    return result;
}
