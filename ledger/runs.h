/* SPDX-License-Identifier: MIT */
/* What one run did, how far it is, and what `apply` would end with. */
#ifndef CMSYNC_LEDGER_RUNS_H
#define CMSYNC_LEDGER_RUNS_H

#include "ledger/gate.h"
#include "ledger/ledger.h"

/* SQL: a page that was tried so often counts as failed; the index page_given_up (schema.c) has the
   same number. */
#define RUN_TRIES "5"

/* The strongest that happened to a page in a run. */
enum run_action { RUN_NOTHING, RUN_UPDATED, RUN_MOVED, RUN_CREATED, RUN_DELETED };

/* A run begins: counts start at nothing, the scope is set. With `is_scanned` the last scan counts
   as one of the run. */
void run_begin(struct ledger *ledger, const struct message_run_begin *begin, bool is_scanned);

/* Something was done to a page. */
void run_count(struct ledger *ledger, int64_t page, enum run_action action);

/* A full scan ended. */
void run_scanned(struct ledger *ledger, bool is_complete, const char *trouble);

/* The watcher is to make one: its number, which the watcher is told of with the commit. */
int64_t run_want_scan(struct ledger *ledger);

/* One ended since the run began. Before that nobody knows what the files say by now: no page goes
   out with what was left to do. */
bool run_is_scanned(struct ledger *ledger);

/* ... and every file it found is converted or failed. Titles are settled at the end of a batch. */
bool run_is_converted(struct ledger *ledger);

/* ... since the last scan nobody watched the files. */
void run_forget_scan(struct ledger *ledger);

/* How long a run waits for a server that asked it to. */
enum { RUN_PATIENCE_MS = 10 * 60 * 1000 };

/* What exit code and settledness follow from; pure. */
struct run_facts {
    enum gate_state gate;
    int64_t gate_ms;     /* duration until it opens */
    bool gave_up;        /* network or server failed too often in a row */
    int64_t failed;      /* pages and files with an error, pages tried too often */
    int64_t unreachable; /* of those, for network or server */
    int64_t clashes;     /* conflicts, clashes, vanished pages */
    int64_t deletions;   /* held deletions */
    bool has_rival;      /* another cmsync wrote the manifest while this run was at work */
    bool is_incomplete;  /* the scan could not read everything */
};

/* Of several codes, the one that goes first (base/exit_code.h). */
int run_exit_code(const struct run_facts *facts);

/* Fills everything but is_checked, check_trouble, gate, gate_ms, is_paused, uploaders and requests,
   which the caller knows. Texts live in `pool`. */
void run_fill(struct ledger *ledger, const struct gate *gate, struct memory_pool *pool,
    struct message_run_known *known);

/* Fills a plan_known answer; memory in `pool`. */
void run_plan(struct ledger *ledger, const struct message_plan_ask *ask, struct memory_pool *pool,
    struct message_plan_known *plan);

#endif
