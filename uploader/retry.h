/* SPDX-License-Identifier: MIT */
/*
 * What an answer means: did the call happen, what went wrong, whose matter is it. Pure. Statuses
 * alone never tell: the texts are looked at too.
 */
#ifndef CMSYNC_UPLOADER_RETRY_H
#define CMSYNC_UPLOADER_RETRY_H

#include "bus/messages.h"
#include "uploader/answer.h"
#include "uploader/call.h"

#include <stdint.h>

enum { RETRY_REASON_BYTES = 1536, RETRY_DETAIL_BYTES = 640, RETRY_AFTER_MOST_MS = 3600 * 1000 };

/* What became of the call. */
enum retry_class {
    RETRY_DONE,
    RETRY_REFUSED,  /* the server decided against it; nothing happened */
    RETRY_NOT_SENT, /* it never left */
    RETRY_UNKNOWN,  /* it may have happened */
};

enum retry_problem {
#define PROBLEM(name, outcome, code, what, help) RETRY_PROBLEM_##name,
#include "uploader/problems.def"
    RETRY_PROBLEM_COUNT
};

struct verdict {
    enum retry_class class;
    enum retry_problem problem;
    enum lease_outcome outcome; /* how the lease ends by it */
    const char *code;
    int64_t retry_ms; /* what the server asked for; -1: nothing */
    long status;
    char detail[RETRY_DETAIL_BYTES]; /* the server's own words, "" for none */
    char reason[RETRY_REASON_BYTES]; /* what, where, how to fix it */
};

/* Judges the answer to a call. `wall_ms` is for a date in Retry-After of a server that does not say
   what it takes for now. */
void retry_judge(
    const struct call *call, const struct answer *answer, int64_t wall_ms, struct verdict *verdict);

/* The verdict becomes another problem with the same answer: after the credential was checked, ...
 */
void retry_change(struct verdict *verdict, enum retry_problem problem, const struct call *call,
    const struct answer *answer);

/* A verdict of our own, without an answer. */
void retry_set(struct verdict *verdict, enum retry_problem problem, const char *detail);

/* What the problem is and what helps, without a case. */
const char *retry_what(enum retry_problem problem);
const char *retry_help(enum retry_problem problem);

/* Milliseconds that a Retry-After value means, 1 s to 1 h; -1 for none. */
int64_t retry_after_ms(const char *value, int64_t wall_ms);

#endif
