/* SPDX-License-Identifier: MIT */
/*
 * The drift check: are our pages in Confluence still as we left them? One listing for many pages,
 * then a look at each that was missing. What it finds becomes a decision, as if an uploader had
 * met it while writing.
 */
#ifndef CMSYNC_LEDGER_DRIFT_H
#define CMSYNC_LEDGER_DRIFT_H

#include "ledger/errands.h"
#include "ledger/ledger.h"

enum { DRIFT_PART = 250, DRIFT_AGAIN_MS = 10 * 60 * 1000 };

enum drift_scope { DRIFT_ALL, DRIFT_DUE };

enum drift_finding { DRIFT_NONE, DRIFT_EDITED, DRIFT_MOVED, DRIFT_GONE };

struct drift_known {
    int64_t version;
    const char *title; /* this and the next, "": not known */
    const char *parent_id;
};

/* Whether somebody changed the page; pure. A lower version than ours is an old listing. */
enum drift_finding drift_judge(
    const struct drift_known *known, const struct item_remote_page *remote);

struct drift {
    bool is_going;
    enum drift_scope scope;
    int64_t number;        /* of this check */
    int64_t errand;        /* that is out or waits; 0: none */
    int64_t after;         /* pages by id: the last page of the ledger that was asked for */
    int64_t start;         /* pages by place */
    bool is_listed;        /* the listing is through */
    int64_t not_before_ms; /* wall: after one that failed */
    char trouble[256];     /* why the last one failed; "" */
};

/* Begins a check, unless one is going on. */
void drift_begin(struct drift *drift, struct ledger *ledger, enum drift_scope scope);

/* Puts the next errand of the check into the list, or ends it. `now_ms` as errands have it. */
void drift_next(
    struct drift *drift, struct ledger *ledger, struct errands *errands, int64_t now_ms);

/* An errand of the check is done: judges what it found, and forgets it. */
void drift_take(
    struct drift *drift, struct ledger *ledger, struct errands *errands, struct errand *errand);

/* There is a reason for one of all pages, which is due at once, and after whatever ends this one.
 */
void drift_want(struct ledger *ledger);

/* When the next one is due, by a reason or by the configured hours (0: never): wall clock; -1:
 * never. */
int64_t drift_due_ms(const struct drift *drift, struct ledger *ledger, int64_t hours);

#endif
