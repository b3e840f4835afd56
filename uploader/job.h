/* SPDX-License-Identifier: MIT */
/*
 * The work on one lease: settle what is open, then take the steps from known to wanted, then say
 * how it ended. The parts (settle, publish, attach, label) share this struct and this rule for
 * results: JOB_OK, JOB_FAILED (job->end says why), or JOB_LOST: not a word more about this lease.
 */
#ifndef CMSYNC_UPLOADER_JOB_H
#define CMSYNC_UPLOADER_JOB_H

#include "uploader/plan.h"
#include "uploader/wire.h"

enum job_result { JOB_LOST = -1, JOB_OK, JOB_FAILED };

struct job {
    struct wire *wire;
    const struct message_lease_given *lease;
    struct plan_known known;
    struct item_attachment *attachments; /* the lease's, with what is known of them now */
    struct verdict end;                  /* the first failure; `none` while all is well */
    const struct remote_page *remote;    /* the page that a decision is about; NULL: none */
    const char *note;                    /* what the step in work loses, for a person; "" */
    bool is_created;                     /* by us, under this lease */
    bool has_looked;                     /* at another version of the page than is known */
    bool is_later;                       /* that was ours (origin.h) */
    bool is_last;                        /* the step in work is the last one */
    bool is_over;                        /* its report ended the lease */
};

/* Does the work on a lease and reports its end. False when the store has to be asked at once what
   is to be done, because this lease is no longer ours or the process ends. */
bool job_run(struct wire *wire, const struct message_lease_given *lease);

/* Keeps the first failure. JOB_FAILED. */
enum job_result job_fail(struct job *job, const struct verdict *verdict);

/* Fails with a problem of our own about a page (NULL: none). JOB_FAILED. */
enum job_result job_fail_with(struct job *job, enum retry_problem problem, const char *detail,
    const struct remote_page *remote);

/* An empty intent or step of this lease; the caller fills it. */
struct message job_intent(const struct job *job, enum intent_kind kind);
struct message job_step(const struct job *job, enum intent_kind kind, bool is_recovered);

/*
 * Sends a call that changes Confluence under `intent`; drops the intent when it was refused or
 * never left. JOB_OK with verdict and answer (answer_free() it), whatever they are, or JOB_LOST.
 */
enum job_result job_send(struct job *job, const struct call *call, const struct message *intent,
    struct answer *answer, struct verdict *verdict);

/* Reports a step, by which the open intent is settled; drops the open intent. */
enum job_result job_report(struct job *job, const struct message *step);
enum job_result job_drop_intent(struct job *job);

/*
 * A refusal may have another reason than it says: checks the credential where that is possible,
 * and changes the verdict. JOB_OK or JOB_LOST.
 */
enum job_result job_explain(
    struct job *job, const struct call *call, const struct answer *answer, struct verdict *verdict);

/* Learns who we are, which decides whose page it is, unless that is known. */
enum job_result job_learn_account(struct job *job);

/* A copy that lives as long as the lease. */
const char *job_keep(const struct job *job, const char *text);

#endif
