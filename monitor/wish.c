/* SPDX-License-Identifier: MIT */
#include "monitor/wish.h"

#include "base/memory.h"

void wishes_add(struct wishes *wishes, const struct wish *wish)
{
    if (wishes->count == 0)
        wishes->first = 0;
    if (wishes->first + wishes->count == wishes->capacity) {
        wishes->capacity = wishes->capacity == 0 ? 8 : wishes->capacity * 2;
        wishes->items = memory_grow(wishes->items, wishes->capacity, sizeof *wishes->items);
    }
    struct wish *copy = &wishes->items[wishes->first + wishes->count++];
    *copy = *wish;
    copy->verb = wish->verb == NULL ? "" : wish->verb;
    copy->path = memory_copy_text(wish->path == NULL ? "" : wish->path);
    copy->text = memory_copy_text(wish->text == NULL ? "" : wish->text);
}

bool wishes_take(struct wishes *wishes, struct wish *wish)
{
    if (wishes->count == 0)
        return false;
    *wish = wishes->items[wishes->first++];
    wishes->count--;
    return true;
}

void wishes_free(struct wishes *wishes)
{
    for (size_t i = 0; i < wishes->count; i++)
        wish_free(&wishes->items[wishes->first + i]);
    memory_free(&wishes->items);
    *wishes = (struct wishes){ 0 };
}

void wish_free(struct wish *wish)
{
    memory_free(&wish->path);
    memory_free(&wish->text);
    *wish = (struct wish){ 0 };
}

const char *wish_kind_name(enum wish_kind kind)
{
    static const char *const kind_names[] = { "quit", "redraw", "suspend", "start", "control",
        "decide", "edit", "open", "copy", "read the settings", "write the settings" };
    return kind_names[kind];
}
