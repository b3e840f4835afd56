/* SPDX-License-Identifier: MIT */
#include "bus/question.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

struct question question_first(void)
{
    struct question question = { .number = 1 };
    if (getrandom(&question.asker, sizeof question.asker, 0) != (ssize_t)sizeof question.asker)
        question.asker = 0;
    return question;
}

size_t question_print(
    const struct question *question, enum message_type type, char topic[QUESTION_TOPIC_BYTES])
{
    int length = snprintf(topic, QUESTION_TOPIC_BYTES, "%s:%" PRIx64 ".%" PRIx64,
        message_name(type), question->asker, question->number);
    return length < QUESTION_TOPIC_BYTES ? (size_t)length : QUESTION_TOPIC_BYTES - 1;
}

static bool read_numbers(const char *text, struct question *question)
{
    static const char digits[] = "0123456789abcdef";
    size_t asker = strspn(text, digits);
    size_t number = text[asker] == '.' ? strspn(text + asker + 1, digits) : 0;
    if (asker < 1 || asker > 16 || number < 1 || number > 16 || text[asker + 1 + number] != '\0')
        return false;
    question->asker = strtoull(text, NULL, 16);
    question->number = strtoull(text + asker + 1, NULL, 16);
    return true;
}

enum message_type question_read(const char *topic, size_t length, struct question *question)
{
    char text[QUESTION_TOPIC_BYTES];
    *question = (struct question){ .asker = 0 };
    if (length >= sizeof text)
        return MESSAGE_none;
    memcpy(text, topic, length);
    text[length] = '\0';
    size_t name = strcspn(text, ":");
    if (text[name] == ':' && !read_numbers(text + name + 1, question))
        *question = (struct question){ .asker = 0 };
    return message_find(text, name);
}

bool question_is_same(const struct question *a, const struct question *b)
{
    return a->asker != 0 && a->asker == b->asker && a->number == b->number;
}
