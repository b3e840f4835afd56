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

static enum job_result remove_labels(struct job *job, char *labels)
{
    char *rest = labels;
    for (char *label = strsep(&rest, "\n"); label != NULL; label = strsep(&rest, "\n")) {
        struct call call;
        if (label[0] == '\0')
            continue;
        confluence_remove_label(job->known.page_id, label, &call);
        enum job_result result = send(job, job->lease->labels, &call, true);
        if (result != JOB_OK)
            return result;
    }
    return JOB_OK;
}

/* Those of the intent that were to be added, and are wanted still. */
static void list_unsure(const struct job *job, const char *sent, struct text *unsure)
{
    struct text added = text_new(LABELS_MAX);
    struct text dropped = text_new(LABELS_MAX);
    plan_subtract_labels(sent, job->known.labels, &added);
    plan_subtract_labels(added.data, job->lease->labels, &dropped);
    plan_subtract_labels(added.data, dropped.data, unsure);
    text_free(&added);
    text_free(&dropped);
}

enum job_result label_settle(struct job *job, const char *sent)
{
    struct text unsure = text_new(LABELS_MAX);
    list_unsure(job, sent, &unsure);
    enum job_result result = JOB_OK;
    if (job->lease->is_wanted && unsure.length > 0) {
        struct call call;
        confluence_add_labels(job->known.page_id, unsure.data, &call);
        result = send(job, sent, &call, false);
    }
    text_free(&unsure);
    if (result != JOB_OK)
        return result;
    /* One that was to go may be there: taken as known, it goes with the next comparison. */
    struct text labels = text_new(LABELS_MAX);
    intent_join_labels(job->known.labels, sent, &labels);
    job->known.labels = job_keep(job, labels.data);
    text_free(&labels);
    struct message step = job_step(job, INTENT_LABELS, true);
    step.step_report.labels = job->known.labels;
    return job_report(job, &step);
}

enum job_result label_page(struct job *job)
{
    struct text added = text_new(LABELS_MAX);
    struct text removed = text_new(LABELS_MAX);
    plan_subtract_labels(job->lease->labels, job->known.labels, &added);
    plan_subtract_labels(job->known.labels, job->lease->labels, &removed);
    enum job_result result = JOB_OK;
    if (added.length > 0) {
        struct call call;
        confluence_add_labels(job->known.page_id, added.data, &call);
        result = send(job, job->lease->labels, &call, false);
    }
    if (result == JOB_OK)
        result = remove_labels(job, removed.data);
    if (result == JOB_OK) {
        struct message step = job_step(job, INTENT_LABELS, false);
        step.step_report.labels = job->lease->labels;
        job->known.labels = job->lease->labels;
        result = job_report(job, &step);
    }
    text_free(&added);
    text_free(&removed);
    return result;
}
