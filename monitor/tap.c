/* SPDX-License-Identifier: MIT */
#include "monitor/tap.h"

#include "base/memory.h"
#include "bus/message_print.h"
#include "monitor/match.h"

#include <string.h>

static void forget(struct tap_message *message)
{
    memory_free(&message->line);
    memory_free(&message->fields);
    *message = (struct tap_message){ 0 };
}

void tap_free(struct tap *tap)
{
    for (size_t i = 0; i < TAP_MESSAGES; i++)
        forget(&tap->messages[i]);
    memory_free(&tap->filter);
    *tap = (struct tap){ .is_open = false };
}

const struct tap_message *tap_message(const struct tap *tap, size_t i)
{
    return &tap->messages[(tap->first + i) % TAP_MESSAGES];
}

bool tap_shows(const struct tap *tap, const struct tap_message *message)
{
    return tap->filter == NULL || match_text(tap->filter, message->line);
}

bool tap_add(struct tap *tap, int64_t now_ms, const struct message *event)
{
    if (!tap->is_open || event->type == MESSAGE_none)
        return false;
    if (tap->is_held) {
        tap->missed++;
        return true;
    }
    struct text line = text_new(TAP_TEXT_BYTES);
    struct text fields = text_new(TAP_TEXT_BYTES);
    message_print(event, &line);
    message_print_fields(event, &fields);
    if (tap->count == TAP_MESSAGES) {
        forget(&tap->messages[tap->first]);
        tap->first = (tap->first + 1) % TAP_MESSAGES;
        tap->count--;
    }
    tap->messages[(tap->first + tap->count) % TAP_MESSAGES] =
        (struct tap_message){ .number = ++tap->last_number,
            .at_ms = now_ms,
            .line = memory_copy_text(line.data),
            .fields = memory_copy_text(fields.data) };
    tap->count++;
    text_free(&line);
    text_free(&fields);
    return true;
}

size_t tap_count_shown(const struct tap *tap)
{
    size_t count = 0;
    for (size_t i = 0; i < tap->count; i++)
        count += tap_shows(tap, tap_message(tap, i));
    return count;
}

size_t tap_selected(const struct tap *tap)
{
    size_t after = tap->count;
    for (size_t i = tap->count; i > 0; i--) {
        const struct tap_message *message = tap_message(tap, i - 1);
        if (!tap_shows(tap, message))
            continue;
        if (tap->cursor == 0 || message->number <= tap->cursor)
            return i - 1;
        after = i - 1;
    }
    /* Older than all that is left: the oldest. */
    return after;
}

void tap_move(struct tap *tap, long lines)
{
    size_t at = tap_selected(tap);
    if (at == tap->count)
        return;
    long step = lines < 0 ? -1 : 1;
    for (long i = (long)at + step; lines != 0 && i >= 0 && i < (long)tap->count; i += step) {
        if (!tap_shows(tap, tap_message(tap, (size_t)i)))
            continue;
        at = (size_t)i;
        lines -= step;
    }
    /* It was moved beyond the newest one: follow. */
    tap->cursor = lines > 0 ? 0 : tap_message(tap, at)->number;
}

void tap_set_filter(struct tap *tap, const char *filter)
{
    memory_free(&tap->filter);
    tap->filter = filter == NULL || *filter == '\0' ? NULL : memory_copy_text(filter);
}
