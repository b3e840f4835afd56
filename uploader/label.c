/* SPDX-License-Identifier: MIT */
#include "uploader/label.h"

#include "base/log.h"
#include "uploader/intent.h"

#include <string.h>

enum { LABELS_MAX = 256 * 1024 };

/* Both kinds of calls may be repeated without harm, so one intent covers all of them. */
static enum job_result send(struct job *job, const char *labels, struct call *call, bool is_removal)
{
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_LABELS);
    intent.intent_record.labels = labels;
    enum job_result result = job_send(job, call, &intent, &answer, &verdict);
    if (result == JOB_OK && verdict.class != RETRY_DONE)
        result = job_explain(job, call, &answer, &verdict);
    bool is_gone = is_removal && (verdict.problem == RETRY_PROBLEM_hidden ||
                                     verdict.problem == RETRY_PROBLEM_missing);
    if (result == JOB_OK && verdict.class != RETRY_DONE && !is_gone)
        result = job_fail(job, &verdict);
    answer_free(&answer);
    call_free(call);
    return result;
}

static enum job_result remove_labels(struct job *job, const char *sent, char *labels)
{
    char *rest = labels;
    for (char *label = strsep(&rest, "\n"); label != NULL; label = strsep(&rest, "\n")) {
        struct call call;
        if (label[0] == '\0')
            continue;
        confluence_remove_label(job->known.page_id, label, &call);
        enum job_result result = send(job, sent, &call, true);
        if (result != JOB_OK)
            return result;
    }
    return JOB_OK;
}

enum job_result label_page(struct job *job, const char *maybe)
{
    struct text there = text_new(LABELS_MAX);
    struct text sent = text_new(LABELS_MAX); /* by us, now or before: for who settles it */
    struct text added = text_new(LABELS_MAX);
    struct text removed = text_new(LABELS_MAX);
    intent_join_labels(job->known.labels, maybe, &there);
    intent_join_labels(job->lease->labels, maybe, &sent);
    plan_subtract_labels(job->lease->labels, job->known.labels, &added);
    plan_subtract_labels(there.data, job->lease->labels, &removed);
    enum job_result result = JOB_OK;
    if (added.length > 0) {
        struct call call;
        confluence_add_labels(job->known.page_id, added.data, &call);
        result = send(job, sent.data, &call, false);
    }
    if (result == JOB_OK)
        result = remove_labels(job, sent.data, removed.data);
    if (result == JOB_OK) {
        struct message step = job_step(job, INTENT_LABELS, maybe[0] != '\0');
        step.step_report.labels = job->lease->labels;
        job->known.labels = job->lease->labels;
        result = job_report(job, &step);
    }
    text_free(&there);
    text_free(&sent);
    text_free(&added);
    text_free(&removed);
    return result;
}
