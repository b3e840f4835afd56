/* SPDX-License-Identifier: MIT */
/*
 * What happens, in whole sentences, a line each, for `cmsync tail --plain`: to be read aloud by a
 * screen reader, so without columns, colours, symbols or lines that are drawn again. Pure.
 */
#ifndef CMSYNC_CLI_NARRATOR_H
#define CMSYNC_CLI_NARRATOR_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stdint.h>

enum { NARRATOR_GATE_BYTES = 512, NARRATOR_EVERY_MS = 30000 };

/* What was said, so that only what differs is said again. Starts as zeros. */
struct narrator {
    bool is_paused;
    bool is_working;
    char gate[NARRATOR_GATE_BYTES];
    int64_t said_ms; /* when work was last spoken of; by any clock that runs on */
};

/* How things are when one begins to listen; `known` NULL: nothing runs. `place` as `space DOCS on
   example.atlassian.net`. */
void narrator_greet(struct narrator *narrator, const char *place,
    const struct message_run_known *known, int64_t now_ms, struct text *out);

/* Appends the sentence for an event, without time, with its newline; nothing when there is nothing
   to say. */
void narrator_tell(
    struct narrator *narrator, const struct message *event, int64_t now_ms, struct text *out);

#endif
