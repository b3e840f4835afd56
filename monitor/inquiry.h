/* SPDX-License-Identifier: MIT */
/* Questions that wait to be asked: one after the other, each with who takes its answer. Pure. */
#ifndef CMSYNC_MONITOR_INQUIRY_H
#define CMSYNC_MONITOR_INQUIRY_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stdint.h>

struct model;

struct inquiry;

/* May take `answer` over (and leave it empty); it may be `refused`. */
typedef void inquiry_take(struct model *model, const struct inquiry *asked, struct message *answer);

enum { INQUIRIES_MOST = 16 };

struct inquiry {
    enum message_type type; /* page_ask, deletions_ask, look_begin: path; look_ask: number */
    char *path;
    int64_t number;
    int64_t due_ms; /* not before */
    inquiry_take *take;
};

/* The first `is_asked` of them is the one whose answer is awaited. */
struct inquiries {
    struct inquiry items[INQUIRIES_MOST];
    size_t count;
    bool is_asked;
};

/* The same question that is not asked yet is not asked twice; too many: the new one is dropped. */
void inquiries_add(struct inquiries *inquiries, const struct inquiry *inquiry);

/* The first that is due, as a question whose texts are borrowed. False when there is none. */
bool inquiries_ask(struct inquiries *inquiries, int64_t now_ms, struct message *question);

/* Gives the answer to whom it is for. False when no inquiry was asked. */
bool inquiries_answer(struct inquiries *inquiries, struct model *model, struct message *answer);

/* When the next one is due; INT64_MAX: never. */
int64_t inquiries_due_ms(const struct inquiries *inquiries);

void inquiries_free(struct inquiries *inquiries);

#endif
