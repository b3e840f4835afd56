/* SPDX-License-Identifier: MIT */
/*
 * Which question it is: on the request endpoint its name has this behind it, so that one that is
 * sent again is known for the same. An asker numbers what it asks; its own number is by chance.
 */
#ifndef CMSYNC_BUS_QUESTION_H
#define CMSYNC_BUS_QUESTION_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct question {
    uint64_t asker;  /* 0: who asks does not say which question it is */
    uint64_t number; /* rises with each */
};

enum { QUESTION_TOPIC_BYTES = 128 };

/* The first of an asker that has asked nothing yet. */
struct question question_first(void);

/* `NAME:ASKER.NUMBER`, the first frame on the wire; its length. */
size_t question_print(
    const struct question *question, enum message_type type, char topic[QUESTION_TOPIC_BYTES]);

/* What question_print() made. MESSAGE_none when there is no such message; a name with nothing, or
   nothing readable, behind it is of an asker that does not say. */
enum message_type question_read(const char *topic, size_t length, struct question *question);

bool question_is_same(const struct question *a, const struct question *b);

#endif
