/* SPDX-License-Identifier: MIT */
#include "monitor/inquiry.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void inquiries_add(struct inquiries *inquiries, const struct inquiry *inquiry)
{
    const char *path = inquiry->path == NULL ? "" : inquiry->path;
    for (size_t i = inquiries->is_asked ? 1 : 0; i < inquiries->count; i++) {
        const struct inquiry *other = &inquiries->items[i];
        if (other->type == inquiry->type && other->take == inquiry->take &&
            other->number == inquiry->number && strcmp(other->path, path) == 0)
            return;
    }
    if (inquiries->count == INQUIRIES_MOST)
        return;
    struct inquiry *copy = &inquiries->items[inquiries->count++];
    *copy = *inquiry;
    copy->path = memory_copy_text(path);
}

static size_t find_due(const struct inquiries *inquiries, int64_t now_ms)
{
    size_t i = 0;
    while (i < inquiries->count && inquiries->items[i].due_ms > now_ms)
        i++;
    return i;
}

bool inquiries_ask(struct inquiries *inquiries, int64_t now_ms, struct message *question)
{
    size_t i = inquiries->is_asked ? 0 : find_due(inquiries, now_ms);
    if (i == inquiries->count)
        return false;
    struct inquiry first = inquiries->items[i];
    memmove(&inquiries->items[1], &inquiries->items[0], i * sizeof first);
    inquiries->items[0] = first;
    inquiries->is_asked = true;
    *question = (struct message){ .type = first.type };
    if (first.type == MESSAGE_page_ask) {
        question->page_ask.path = first.path;
    } else if (first.type == MESSAGE_deletions_ask) {
        question->deletions_ask.path = first.path;
        question->deletions_ask.limit = first.number;
    } else if (first.type == MESSAGE_look_begin) {
        question->look_begin.path = first.path;
    } else if (first.type == MESSAGE_look_ask) {
        question->look_ask.number = first.number;
    }
    return true;
}

bool inquiries_answer(struct inquiries *inquiries, struct model *model, struct message *answer)
{
    if (!inquiries->is_asked)
        return false;
    struct inquiry first = inquiries->items[0];
    inquiries->is_asked = false;
    inquiries->count--;
    memmove(&inquiries->items[0], &inquiries->items[1], inquiries->count * sizeof first);
    first.take(model, &first, answer);
    memory_free(&first.path);
    return true;
}

int64_t inquiries_due_ms(const struct inquiries *inquiries)
{
    int64_t due_ms = INT64_MAX;
    for (size_t i = 0; i < inquiries->count; i++) {
        if (inquiries->items[i].due_ms < due_ms)
            due_ms = inquiries->items[i].due_ms;
    }
    return due_ms;
}

void inquiries_free(struct inquiries *inquiries)
{
    for (size_t i = 0; i < inquiries->count; i++)
        memory_free(&inquiries->items[i].path);
    inquiries->count = 0;
    inquiries->is_asked = false;
}
