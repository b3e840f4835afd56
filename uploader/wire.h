/* SPDX-License-Identifier: MIT */
/*
 * One request, with all that belongs to it: a permit from the store, the intent on record, the
 * request, what listeners and the pace are told, and the same again when it was throttled. Also
 * the words with the store that a lease needs. -1 everywhere means: stop working on this lease and
 * say nothing more about it (it is somebody else's now, or this process ends).
 */
#ifndef CMSYNC_UPLOADER_WIRE_H
#define CMSYNC_UPLOADER_WIRE_H

#include "bus/stage.h"
#include "uploader/confluence.h"
#include "uploader/credential.h"
#include "uploader/http.h"
#include "uploader/retry.h"

enum { WIRE_PERMIT_WAIT_MAX_MS = 60 * 1000, WIRE_THROTTLED_MAX = 6 };

/* Called after each answer of a wire that stands alone. */
typedef void wire_heard(void *context, const struct call *call, const struct answer *answer);

struct wire {
    struct stage_run *run;       /* NULL: alone, without a store that permits or keeps anything */
    const struct config *config; /* of a wire that stands alone; else the stage's is in force */
    wire_heard *heard;           /* ... the same; NULL: nobody */
    void *context;
    struct http *http;
    struct credential *credential;
    bool is_reader;                /* --read-only: GET alone */
    char date[ANSWER_VALUE_BYTES]; /* last Date of the server; outlives leases */
    /* Of the lease in work: */
    const struct message_lease_given *lease;
    struct memory_pool *pool;
    struct site site;
    const struct confluence *api; /* NULL until the edition is known */
    bool is_checked;              /* the credential was found good in this lease */
    bool has_no_names;            /* nobody tells us names of people; in this process */
    bool has_warned;              /* of a deprecated route; once a process */
    bool has_next;                /* what the store said when the last lease ended: */
    struct message next;          /* lease_given, errand_given or lease_none */
};

/* 0, or -1 (logged) when there is no token or no libcurl. */
int wire_open(struct wire *wire, struct stage_run *run) __attribute__((warn_unused_result));
void wire_close(struct wire *wire);

/* The same for a process that no store gives work: it can only read, and tries nothing twice. */
int wire_open_alone(struct wire *wire, const struct config *config, wire_heard *heard,
    void *context) __attribute__((warn_unused_result));

/* A lease begins and ends. Facts of the lease are taken where they suit the configuration. */
void wire_start_lease(struct wire *wire, const struct message_lease_given *lease);
void wire_end_lease(struct wire *wire);

/*
 * Sends a call that was built (and frees it not) and judges the answer (answer_free() it).
 * `intent` (MESSAGE_intent_record, or NULL) is recorded with the permit, before the first byte.
 * 0 or -1; the answer is valid in both cases.
 */
int wire_send(struct wire *wire, const struct call *call, const struct message *intent,
    struct answer *answer, struct verdict *verdict) __attribute__((warn_unused_result));

/* Is the credential good? Asks Confluence who we are, once a lease. The verdict is `none`, or why
   not. Learns the account's id. 0 or -1. */
int wire_check_credential(struct wire *wire, struct verdict *verdict)
    __attribute__((warn_unused_result));

/* Asks the store something that is answered by `accepted`. 0, or -1 when it refuses. */
int wire_tell(struct wire *wire, const struct message *message) __attribute__((warn_unused_result));

/* The same with a message that ends the lease: what comes next is kept. */
int wire_finish(struct wire *wire, const struct message *message)
    __attribute__((warn_unused_result));

/* Takes what comes next off; false when that has to be asked for. */
bool wire_take_next(struct wire *wire, struct message *next);

/* Tells the store what is known of the site; forgets it. 0 or -1. */
int wire_report_site(struct wire *wire) __attribute__((warn_unused_result));
int wire_forget_site(struct wire *wire) __attribute__((warn_unused_result));

/* Waits, ticking. 0, or -1 when this process is to stop. */
int wire_wait(struct wire *wire, int64_t ms) __attribute__((warn_unused_result));

#endif
