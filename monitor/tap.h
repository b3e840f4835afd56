/* SPDX-License-Identifier: MIT */
/* The last messages of the bus, decoded, for the Bus screen. Takes nothing before it is opened for
   the first time. Pure. */
#ifndef CMSYNC_MONITOR_TAP_H
#define CMSYNC_MONITOR_TAP_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAP_MESSAGES = 1000, TAP_TEXT_BYTES = 4096 };

struct tap_message {
    uint64_t number; /* rises; 0: none */
    int64_t at_ms;
    char *line;   /* `name field=value ...` */
    char *fields; /* `field  value`, a line each */
};

struct tap {
    bool is_open; /* messages are wanted */
    bool is_held; /* what comes is counted, not shown */
    struct tap_message messages[TAP_MESSAGES];
    size_t first;
    size_t count;
    uint64_t last_number;
    size_t missed;   /* came while it was held */
    char *filter;    /* NULL or "": all */
    uint64_t cursor; /* number of the selected one; 0: the newest, whatever comes */
};

void tap_free(struct tap *tap);

/* Keeps an event, if it is open and not held. True when what is shown changed. */
bool tap_add(struct tap *tap, int64_t now_ms, const struct message *event);

/* Message `i` from the oldest. */
const struct tap_message *tap_message(const struct tap *tap, size_t i);
bool tap_shows(const struct tap *tap, const struct tap_message *message);
size_t tap_count_shown(const struct tap *tap);

/* Index of the selected one among all, or the nearest shown one before it; tap->count when nothing
   is shown. */
size_t tap_selected(const struct tap *tap);

/* Moves the selection by shown messages; behind the end it follows. */
void tap_move(struct tap *tap, long lines);

void tap_set_filter(struct tap *tap, const char *filter);

#endif
