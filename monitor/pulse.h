/* SPDX-License-Identifier: MIT */
/* How fast it goes and how long it may still take: from counts seen one after the other. Pure. */
#ifndef CMSYNC_MONITOR_PULSE_H
#define CMSYNC_MONITOR_PULSE_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PULSE_BEATS = 256, PULSE_PROCESSES = 40, PULSE_EVERY_MS = 2000 };

struct pulse_beat {
    int64_t at_ms;
    int64_t open; /* pages to convert or to send */
    int64_t requests;
    bool is_waiting; /* the gate is shut */
};

struct pulse {
    struct pulse_beat beats[PULSE_BEATS]; /* a ring: at most one a second */
    size_t first;
    size_t count;
    int64_t waits; /* since we look */
    int64_t waited_ms;
    int64_t longest_ms;
    int64_t wait_since_ms; /* 0: not waiting */

    struct message activity;               /* activity_known; or none */
    int64_t activity_ms;                   /* when it was asked for */
    int64_t memory_bytes[PULSE_PROCESSES]; /* of its stages, in its order; 0: unknown */
};

void pulse_beat(struct pulse *pulse, const struct pulse_beat *beat);

/* Requests a second over the last minute, in tenths; -1: too early to say. */
int64_t pulse_rate_tenths(const struct pulse *pulse, int64_t now_ms);

/* Pages that became ready, in the time that is remembered: a range for what is left. False when
   nothing can be said. */
bool pulse_left(const struct pulse *pulse, int64_t now_ms, int64_t *least_ms, int64_t *most_ms);

void pulse_free(struct pulse *pulse);

#endif
