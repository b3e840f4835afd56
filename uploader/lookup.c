/* SPDX-License-Identifier: MIT */
#include "uploader/lookup.h"

#include <string.h>

#include <jansson.h>

bool lookup_is_current(const struct remote_page *page)
{
    return page != NULL && (page->status[0] == '\0' || strcmp(page->status, "current") == 0);
}

/* Sends a call that reads. JOB_OK with *json (NULL: there is no such thing), JOB_FAILED, JOB_LOST.
 */
static enum job_result ask(struct job *job, struct call *call, json_t **json)
{
    struct answer answer;
    struct verdict verdict;
    *json = NULL;
    enum job_result result = JOB_OK;
    if (wire_send(job->wire, call, NULL, &answer, &verdict) != 0)
        result = JOB_LOST;
    else if (verdict.class == RETRY_DONE && (*json = answer_json(&answer)) == NULL)
        retry_change(&verdict, RETRY_PROBLEM_unreadable, call, &answer);
    else if (verdict.class != RETRY_DONE)
        result = job_explain(job, call, &answer, &verdict);
    bool is_absent =
        verdict.problem == RETRY_PROBLEM_hidden || verdict.problem == RETRY_PROBLEM_missing;
    if (result == JOB_OK && verdict.problem != RETRY_PROBLEM_none && !is_absent)
        result = job_fail(job, &verdict);
    answer_free(&answer);
    return result;
}

/* JSON that is not what was asked for. */
static enum job_result fail_unreadable(struct job *job, const struct call *call)
{
    struct verdict verdict;
    retry_set(&verdict, RETRY_PROBLEM_unreadable, call->operation);
    return job_fail(job, &verdict);
}

enum job_result lookup_page(struct job *job, const char *id, const struct remote_page **page)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *page = NULL;
    wire->api->read_page(&wire->site, id, &call);
    enum job_result result = ask(job, &call, &json);
    if (result == JOB_OK && json != NULL) {
        struct remote_page *found = memory_pool_take(wire->pool, sizeof *found);
        if (wire->api->parse_page(json, wire->pool, found) == 0)
            *page = found;
        else
            result = fail_unreadable(job, &call);
    }
    json_decref(json);
    call_free(&call);
    return result;
}

enum job_result lookup_title(struct job *job, const char *title, const struct remote_page **page)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *page = NULL;
    wire->api->find_page(&wire->site, title, &call);
    enum job_result result = ask(job, &call, &json);
    if (result == JOB_OK && json != NULL) {
        struct remote_pages pages = { 0 };
        if (confluence_parse_pages(wire->api, json, wire->pool, &pages) == 0)
            *page = remote_find_title(&pages, title);
        else
            result = fail_unreadable(job, &call);
    }
    json_decref(json);
    call_free(&call);
    return result;
}

enum job_result lookup_file(struct job *job, const char *name, const struct remote_file **file)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *file = NULL;
    wire->api->find_file(&wire->site, job->known.page_id, name, &call);
    enum job_result result = ask(job, &call, &json);
    if (result == JOB_OK && json != NULL) {
        struct remote_files files = { 0 };
        if (wire->api->parse_files(json, wire->pool, &files) == 0)
            *file = remote_find_file(&files, name);
        else
            result = fail_unreadable(job, &call);
    }
    json_decref(json);
    call_free(&call);
    return result;
}
