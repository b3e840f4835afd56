/* SPDX-License-Identifier: MIT */
#include "monitor/pulse.h"

#include <string.h>

enum { BEAT_MS = 1000, RATE_MS = 60 * 1000, LEAST_MS = 5000 };

static const struct pulse_beat *beat_at(const struct pulse *pulse, size_t i)
{
    return &pulse->beats[(pulse->first + i) % PULSE_BEATS];
}

static void note_wait(struct pulse *pulse, const struct pulse_beat *beat)
{
    if (beat->is_waiting && pulse->wait_since_ms == 0) {
        pulse->wait_since_ms = beat->at_ms;
        pulse->waits++;
    } else if (!beat->is_waiting && pulse->wait_since_ms != 0) {
        int64_t took_ms = beat->at_ms - pulse->wait_since_ms;
        pulse->waited_ms += took_ms;
        if (took_ms > pulse->longest_ms)
            pulse->longest_ms = took_ms;
        pulse->wait_since_ms = 0;
    }
}

void pulse_beat(struct pulse *pulse, const struct pulse_beat *beat)
{
    note_wait(pulse, beat);
    const struct pulse_beat *last = pulse->count == 0 ? NULL : beat_at(pulse, pulse->count - 1);
    /* Another run counts from nothing; a clock that was set back proves nothing. */
    if (last != NULL && (beat->requests < last->requests || beat->at_ms < last->at_ms))
        pulse->count = 0;
    else if (last != NULL && beat->at_ms - last->at_ms < BEAT_MS)
        return;
    if (pulse->count == PULSE_BEATS) {
        pulse->first = (pulse->first + 1) % PULSE_BEATS;
        pulse->count--;
    }
    pulse->beats[(pulse->first + pulse->count) % PULSE_BEATS] = *beat;
    pulse->count++;
}

/* The oldest beat that is not older than `span_ms`, and the newest; false when too close. */
static bool find_span(const struct pulse *pulse, int64_t now_ms, int64_t span_ms,
    const struct pulse_beat **oldest, const struct pulse_beat **newest)
{
    if (pulse->count == 0)
        return false;
    size_t i = 0;
    while (i + 1 < pulse->count && beat_at(pulse, i)->at_ms < now_ms - span_ms)
        i++;
    *oldest = beat_at(pulse, i);
    *newest = beat_at(pulse, pulse->count - 1);
    return (*newest)->at_ms - (*oldest)->at_ms >= LEAST_MS;
}

int64_t pulse_rate_tenths(const struct pulse *pulse, int64_t now_ms)
{
    const struct pulse_beat *oldest = NULL;
    const struct pulse_beat *newest = NULL;
    if (!find_span(pulse, now_ms, RATE_MS, &oldest, &newest))
        return -1;
    return (newest->requests - oldest->requests) * 10000 / (newest->at_ms - oldest->at_ms);
}

bool pulse_left(const struct pulse *pulse, int64_t now_ms, int64_t *least_ms, int64_t *most_ms)
{
    const struct pulse_beat *oldest = NULL;
    const struct pulse_beat *newest = NULL;
    if (!find_span(pulse, now_ms, PULSE_BEATS * (int64_t)BEAT_MS, &oldest, &newest))
        return false;
    int64_t done = oldest->open - newest->open;
    if (done <= 0 || newest->open == 0)
        return false;
    int64_t left_ms = newest->open * (newest->at_ms - oldest->at_ms) / done;
    *least_ms = left_ms * 4 / 5;
    *most_ms = left_ms * 6 / 5;
    return true;
}

void pulse_free(struct pulse *pulse)
{
    message_free(&pulse->activity);
    *pulse = (struct pulse){ 0 };
}
