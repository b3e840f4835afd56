/* SPDX-License-Identifier: MIT */
#include "bus/answered.h"

const struct answered_one *answered_find(
    const struct answered *answered, const struct question *question)
{
    for (size_t i = 0; i < ANSWERED_MOST; i++) {
        const struct answered_one *one = &answered->list[i];
        if (question_is_same(&one->question, question) && one->payload != NULL)
            return one;
    }
    return NULL;
}

/* That of the asker, else the one that was not used for the longest time. */
static struct answered_one *find_place(struct answered *answered, uint64_t asker)
{
    struct answered_one *oldest = &answered->list[0];
    for (size_t i = 0; i < ANSWERED_MOST; i++) {
        struct answered_one *one = &answered->list[i];
        if (one->question.asker == asker)
            return one;
        if (one->used < oldest->used)
            oldest = one;
    }
    return oldest;
}

void answered_keep(struct answered *answered, const struct question *question,
    enum message_type type, const struct text *payload)
{
    if (question->asker == 0)
        return;
    struct answered_one *one = find_place(answered, question->asker);
    memory_free(&one->payload);
    *one = (struct answered_one){
        .question = *question, .type = type, .used = ++answered->calls, .size = payload->length
    };
    if (payload->length <= ANSWERED_BYTES_MAX)
        one->payload = memory_copy(payload->data, payload->length);
}

void answered_free(struct answered *answered)
{
    for (size_t i = 0; i < ANSWERED_MOST; i++)
        memory_free(&answered->list[i].payload);
}
