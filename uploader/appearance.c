/* SPDX-License-Identifier: MIT */
#include "uploader/appearance.h"

#include "uploader/lookup.h"

#include <stdio.h>
#include <string.h>

/* The word of the front matter as Confluence has it, in JSON; NULL: no such word. */
static const char *value_of(const char *width)
{
    static const char *const words[][2] = {
        { "narrow", "\"default\"" },
        { "wide", "\"full-width\"" },
        { "max", "\"max\"" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], width) == 0)
            return words[i][1];
    return NULL;
}

/* May be repeated without harm: what is there is read first. */
static enum job_result write_property(struct job *job, const struct remote_property *property)
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
        bool is_other = answer.status == 409 || answer.status == 400;
        if (is_other) /* Confluence makes some by itself (A5): looked at again with the next try */
            retry_change(&verdict, RETRY_PROBLEM_lock, &call, &answer);
        result = job_fail(job, &verdict);
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

static enum job_result set_property(
    struct job *job, const struct remote_properties *list, const char *key, const char *value)
{
    const struct remote_property *found = find_key(list, key);
    if (found != NULL && strcmp(found->value, value) == 0)
        return JOB_OK;
    struct remote_property property = { .id = found == NULL ? "" : found->id,
        .key = key,
        .value = value,
        .version = found == NULL ? 1 : found->version + 1,
        .changed = "" };
    return write_property(job, &property);
}

enum job_result appearance_set(struct job *job)
{
    static const char *const keys[] = { "content-appearance-published",
        "content-appearance-draft" };
    const char *value = value_of(job->lease->width);
    struct remote_properties list;
    if (value == NULL)
        return JOB_OK;
    enum job_result result = lookup_properties(job, job->known.page_id, &list);
    if (result == JOB_OK && list.items == NULL)
        return job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && result == JOB_OK; i++)
        result = set_property(job, &list, keys[i], value);
    if (result != JOB_OK)
        return result;
    struct message step = job_step(job, INTENT_PROPERTY, false);
    step.step_report.width = job->lease->width;
    return job_report(job, &step);
}
