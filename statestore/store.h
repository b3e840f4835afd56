/* SPDX-License-Identifier: MIT */
/* The store as a process: what its handlers share besides the ledger. */
#ifndef CMSYNC_STATESTORE_STORE_H
#define CMSYNC_STATESTORE_STORE_H

#include "bus/stage.h"
#include "ledger/drift.h"
#include "ledger/errands.h"
#include "ledger/gate.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/ledger.h"
#include "statestore/crew.h"
#include "statestore/pace.h"

enum { STORE_UPLOADERS_MAX = 64, STORE_MISSED_MAX = 1024 };

/* What requests and records change until their batch is committed; one that cannot be leaves it as
   it was (batch.c). What is learned of the outside stays: pace, crew, timers. */
struct store_memory {
    struct gate gate;
    struct drift drift;
    int64_t space_requests; /* that the list of the space's pages may still cost */
    int keep_failures;      /* to write the manifest, in this run */
    int64_t began_ms; /* by the clock that never jumps: the run began, or the store was opened */
    int64_t apart_ms; /* how far the wall clock is ahead of it; 0: not looked at yet */
    long uploaders[STORE_UPLOADERS_MAX];   /* pids that the supervisor announced */
    long credentials[STORE_UPLOADERS_MAX]; /* that of each of them */
    size_t uploader_count;
    long credential;   /* the latest that was announced: the one that counts */
    long converter;    /* its pid; 0 while none is known */
    int64_t later_ms;  /* clock_now_ms(): a version of ours was met that is not known; 0: none */
    bool is_compared;  /* the manifest was read since the store opened */
    bool is_run;       /* a run was begun: `apply`, `plan` */
    bool has_scanned;  /* a full scan ended since the store opened or the run began */
    unsigned int rest; /* bits of enum rest: what a listener knows to be over */
    bool is_closing;   /* all ends soon: nothing is begun but what keeps the manifest */
    bool has_closed;   /* the supervisor knows that no uploader is needed any more */
    bool has_writer;   /* an uploader asked that may change something */
    int64_t max_deletions;
    int64_t requests; /* permits given in this run */
    /* To be told once it is committed: */
    bool is_run_news;
    int64_t scan_news;            /* the number of the scan that is wanted; 0: none */
    enum control_verb pause_news; /* CONTROL_pause, CONTROL_resume; CONTROL_none */
};

struct store {
    struct stage_run *run;
    struct database *database;
    char *ledger_file; /* its path */
    int64_t opened_ms; /* wall clock */
    struct ledger ledger;
    struct store_memory now;
    struct store_memory before; /* the batch */
    struct errands errands;
    char *space_from; /* where the list of the space's pages goes on; NULL: it has not begun */
    char *space_from_before;
    struct control *missed; /* records that wait for a batch which can be committed, oldest first */
    size_t missed_count;
    struct pace pace;
    struct crew crew;
    int64_t stuck_ms;         /* clock_now_ms(): since then batches cannot be stored; 0: they can */
    int64_t unstored_ms;      /* the last one that could not */
    bool keeps_later;         /* a timer runs */
    int64_t changed_ms;       /* last change of what the manifest says */
    bool is_supervised;       /* leases and intents from announced pids only */
    bool is_stirred;          /* something happened since the last review */
    bool has_lost_file;       /* the database's is not there any more */
    int64_t review_at_ms;     /* clock_now_ms(): something changes by itself then */
    struct memory_pool *pool; /* for the answer that is being made */
    struct message *events;   /* status_changed that leave with the commit; texts in `pool` */
    size_t event_count;
    size_t event_capacity;
};

struct store *store_of(struct stage_run *run);

/* What is asked of the store, and by whom; store_answer_NAME() answers it. */
/* clang-format off */
#define STORE_QUESTIONS(QUESTION)                                                                  \
    QUESTION(entries_ask) QUESTION(entries_report) QUESTION(scans_ask) /* watcher */               \
    QUESTION(conversions_ask) QUESTION(conversions_report) /* converter */                         \
    QUESTION(lease_ask) QUESTION(permit_ask) QUESTION(pace_report) /* uploaders */                 \
    QUESTION(site_report) QUESTION(intent_record) QUESTION(step_report)                            \
    QUESTION(intent_drop) QUESTION(lease_end) QUESTION(errand_report)                              \
    QUESTION(run_begin) QUESTION(run_ask) QUESTION(statuses_ask) QUESTION(plan_ask) /* people */   \
    QUESTION(warnings_ask) QUESTION(page_ask) QUESTION(deletions_ask)                              \
    QUESTION(activity_ask) QUESTION(control_ask) QUESTION(decision_take)                           \
    QUESTION(look_begin) QUESTION(look_ask)
/* clang-format on */

#define STORE_DECLARE(name)                                                                        \
    void store_answer_##name(struct stage_run *run, const struct message *message);
STORE_QUESTIONS(STORE_DECLARE)
#undef STORE_DECLARE

/* Whether the asker is an uploader; says no to others. */
bool store_is_uploader(struct stage_run *run);

/* The asker's credential was replaced: what it meets closes no gate, and opens none. */
bool store_is_outdated(struct stage_run *run);

/* Begins the check for changes in Confluence, if the configured hours are over. */
void store_check_if_due(struct store *store);

/* Takes what the check for changes in Confluence found out, and goes on with it. */
void store_follow_drift(struct store *store);

/* Answers what waits for a server that is not to be had now: that it is not. */
void store_fail_errands(struct store *store);

/* Answers with an errand, if one is to be made and the gate lets it through. */
bool store_give_errand(struct stage_run *run, bool is_reader);

/* What the end of a lease or an errand (`comes_again`: no page goes before it) says of the site. */
void store_judge_end(struct stage_run *run, const struct message_lease_end *end, bool comes_again);

/* A lease or errand is over: on to the next, if one is wanted, in the same exchange. */
void store_reply_end(
    struct stage_run *run, enum known_result result, bool wants_next, bool is_reader);

/* What is known of the site, and whether the credential is to be probed. In the store's pool. */
const char *store_site_facts(struct store *store);

/* Takes what changes with the configuration. */
void store_configure(struct store *store);

/* The gate opens again, by a person or a reload. */
void store_open_gate(struct store *store);
/* A person's pause, kept over restarts. */
void store_set_paused(struct store *store, bool is_paused);

/* How long the pace still blocks. */
int64_t store_blocked_ms(const struct store *store);
/* ... for longer than a run waits: by one long block, or by one after the other. */
bool store_blocks_for_good(const struct store *store);

/* Publishes run_changed. Inside a batch set `is_run_news` instead: it follows the commit. */
void store_publish_run(struct store *store);

#endif
