/* SPDX-License-Identifier: MIT */
/*
 * The last answer to each asker, for a question that comes twice: it was sent again because the
 * answer was long in coming. Pure. An asker asks one thing at a time, so one answer each is enough.
 */
#ifndef CMSYNC_BUS_ANSWERED_H
#define CMSYNC_BUS_ANSWERED_H

#include "bus/question.h"

/* So many askers are remembered, those that asked last. A longer answer is not kept: what it tells
   is found again. */
enum { ANSWERED_MOST = 128, ANSWERED_BYTES_MAX = 16 * 1024 };

struct answered_one {
    struct question question;
    enum message_type type;
    uint64_t used; /* when, in calls of answered_keep() */
    char *payload;
    size_t size;
};

struct answered {
    struct answered_one list[ANSWERED_MOST];
    uint64_t calls;
};

void answered_free(struct answered *answered);

/* The answer that went out to this very question; NULL: none, or none that was kept. */
const struct answered_one *answered_find(
    const struct answered *answered, const struct question *question);

/* The answer (its payload is copied) that goes out now, in place of the one before. */
void answered_keep(struct answered *answered, const struct question *question,
    enum message_type type, const struct text *payload);

#endif
