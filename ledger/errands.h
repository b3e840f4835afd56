/* SPDX-License-Identifier: MIT */
/*
 * What uploaders find out, or do once more without harm (ERRAND_KEEP): kept in memory alone, for
 * whoever waits for it asks again. An errand has a number of the same row as leases, and one
 * holder at a time.
 */
#ifndef CMSYNC_LEDGER_ERRANDS_H
#define CMSYNC_LEDGER_ERRANDS_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ERRANDS_MAX = 32,
    ERRANDS_TRIES = 3,
    ERRANDS_KEPT_MS = 5 * 60 * 1000, /* how long an answer waits to be fetched */
};

enum errand_state { ERRAND_FREE, ERRAND_WAITING, ERRAND_OUT, ERRAND_DONE };

/* Why it is made. */
enum errand_purpose { ERRAND_FOR_PERSON, ERRAND_FOR_CHECK, ERRAND_FOR_TREE };

struct errand {
    int64_t number;
    enum errand_kind kind;
    enum errand_purpose purpose;
    enum errand_state state;
    int64_t page; /* look: the ledger's; 0: none */
    char *path;   /* texts are owned, never NULL in one that is used */
    char *page_id;
    char *title;
    char *ids;
    int64_t version;
    int64_t start;        /* listing: the first place; keep: the ledger's last number in it */
    long pid;             /* of the holder */
    int tries;            /* that failed */
    int64_t at_ms;        /* when it was done, by the clock that never jumps */
    struct message found; /* errand_report, once done */
};

struct errands {
    struct errand list[ERRANDS_MAX];
    struct errand before[ERRANDS_MAX]; /* the batch; what both hold is the same memory */
};

/* Around a batch: errands_undo() makes the list what it was at errands_begin(), errands_settle()
   lets go of that. */
void errands_begin(struct errands *errands);
void errands_settle(struct errands *errands);
void errands_undo(struct errands *errands);

void errands_free(struct errands *errands);

/* Adds one with what `wish` says; its texts (NULL: none) are copied. A look of the same purpose at
   the same page that is not done yet is taken in its place. Its number, or 0 when there are too
   many. */
int64_t errands_add(
    struct errands *errands, const struct errand *wish, int64_t number, int64_t now_ms);

/* The oldest that waits, among those that only read with `is_reader`; the one with this number;
   the first of a kind; the one that `pid` holds. NULL: none. */
struct errand *errands_waiting(struct errands *errands, bool is_reader);
struct errand *errands_find(struct errands *errands, int64_t number);
struct errand *errands_of_kind(struct errands *errands, enum errand_kind kind);
struct errand *errands_of_pid(struct errands *errands, long pid);

/* How many are in work. */
size_t errands_count_out(const struct errands *errands);

/* Whether one waits or is in work. */
bool errands_are_going(const struct errands *errands);

void errands_give(struct errand *errand, long pid);

/* Its holder gives it back: it waits again. */
void errands_put_back(struct errand *errand);

/* Takes a report; one that met no working server makes the errand wait again, some times. True
   when it is done. */
bool errands_take(struct errand *errand, const struct message *report, int64_t now_ms);

/* Ends one that cannot be done, with a reason for a person. */
void errands_fail(struct errand *errand, enum lease_outcome outcome, const char *code,
    const char *reason, int64_t now_ms);

/* The holder is dead: what it held waits again, or has failed. */
void errands_release(struct errands *errands, long pid, int64_t now_ms);

/* Forgets the one. */
void errands_drop(struct errands *errands, struct errand *errand);

/* Forgets what nobody fetched. */
void errands_expire(struct errands *errands, int64_t now_ms);

#endif
