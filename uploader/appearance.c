/* SPDX-License-Identifier: MIT */
#include "uploader/appearance.h"

#include "uploader/lookup.h"

#include "uploader/showing.h"

#include <string.h>

enum { LOOKS_MOST = 3 };

/* May be repeated without harm: what is there is read first. JOB_FAILED with *is_other: it is not
   as we thought, for Confluence makes some by itself. */
static enum job_result write_property(
    struct job *job, const struct remote_property *property, bool *is_other)
{
    struct wire *wire = job->wire;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_PROPERTY);
    intent.intent_record.name = property->key;
    wire->api->write_property(&wire->site, job->known.page_id, property, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK && verdict.class != RETRY_DONE)
        result = job_explain(job, &call, &answer, &verdict);
    if (result == JOB_OK && verdict.class != RETRY_DONE) {
        *is_other = answer.status == 409 || answer.status == 400;
        result = *is_other ? JOB_FAILED : job_fail(job, &verdict);
    }
    answer_free(&answer);
    call_free(&call);
    return result;
}

static const struct remote_property *find_key(const struct remote_properties *list, const char *key)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].key, key) == 0)
            return &list->items[i];
    return NULL;
}

static enum job_result set_property(struct job *job, const struct remote_properties *list,
    const struct showing *wanted, bool *is_other)
{
    const struct remote_property *found = find_key(list, wanted->key);
    if (found != NULL && strcmp(found->value, wanted->value) == 0)
        return JOB_OK;
    struct remote_property property = { .id = found == NULL ? "" : found->id,
        .key = wanted->key,
        .value = wanted->value,
        .version = found == NULL ? 1 : found->version + 1,
        .changed = "" };
    return write_property(job, &property, is_other);
}

/* A page that was created just now has no properties of ours: they are read only if that turns out
   to be wrong. */
static enum job_result set_all(struct job *job, bool reads, bool *is_other)
{
    struct showing wanted[SHOWING_MAX];
    size_t count = showing_of(job->lease->look, wanted);
    struct remote_properties list = { NULL, 0 };
    enum job_result result = JOB_OK;
    if (reads && count > 0)
        result = lookup_properties(job, job->known.page_id, &list);
    if (result == JOB_OK && reads && count > 0 && list.items == NULL)
        return job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL);
    for (size_t i = 0; i < count && result == JOB_OK; i++)
        result = set_property(job, &list, &wanted[i], is_other);
    return result;
}

enum job_result appearance_set(struct job *job)
{
    enum job_result result = JOB_OK;
    bool is_other = true;
    for (int i = job->is_created ? 0 : 1; i < LOOKS_MOST && is_other; i++) {
        is_other = false;
        result = set_all(job, i > 0, &is_other);
    }
    if (is_other)
        return job_fail_with(job, RETRY_PROBLEM_lock, "properties of the page", NULL);
    if (result != JOB_OK)
        return result;
    struct message step = job_step(job, INTENT_PROPERTY, false);
    step.step_report.look = job->lease->look;
    return job_report(job, &step);
}
