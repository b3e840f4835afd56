/* SPDX-License-Identifier: MIT */
#include "uploader/lookup.h"

#include <string.h>

#include <jansson.h>

bool lookup_is_current(const struct remote_page *page)
{
    return page != NULL && (page->status[0] == '\0' || strcmp(page->status, "current") == 0);
}

enum retry_problem lookup_why_gone(const struct remote_page *page)
{
    return strcmp(page->status, "archived") == 0 ? RETRY_PROBLEM_archived : RETRY_PROBLEM_trashed;
}

enum job_result lookup_json(struct job *job, struct call *call, json_t **json)
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

/* Sends the call and reads one page from the answer. */
static enum job_result ask_page(struct job *job, struct call *call, const struct remote_page **page)
{
    struct wire *wire = job->wire;
    json_t *json;
    *page = NULL;
    enum job_result result = lookup_json(job, call, &json);
    if (result == JOB_OK && json != NULL) {
        struct remote_page *found = memory_pool_take(wire->pool, sizeof *found);
        if (wire->api->parse_page(json, wire->pool, found) == 0)
            *page = found;
        else
            result = fail_unreadable(job, call);
    }
    /* A question that is refused, by what stands between us perhaps, is no matter of the content.
     */
    if (result == JOB_FAILED && job->end.outcome == LEASE_REJECTED)
        job->end.outcome = LEASE_RETRY;
    json_decref(json);
    call_free(call);
    return result;
}

enum job_result lookup_page(struct job *job, const char *id, const struct remote_page **page)
{
    struct call call;
    job->wire->api->read_page(&job->wire->site, id, &call);
    return ask_page(job, &call, page);
}

/* Cloud's folders stand between pages. */
static enum job_result lookup_parent(
    struct job *job, const struct remote_page *page, const struct remote_page **parent)
{
    const struct confluence *api = job->wire->api;
    bool is_folder = page->parent_kind != NULL && strcmp(page->parent_kind, "folder") == 0;
    if (!is_folder || api->read_folder == NULL)
        return lookup_page(job, page->parent_id, parent);
    struct call call;
    api->read_folder(&job->wire->site, page->parent_id, &call);
    return ask_page(job, &call, parent);
}

/* Up from parent to parent; that of the file's own page is known to stand there. */
enum job_result lookup_below(struct job *job, const struct remote_page *page, bool *is_below)
{
    enum { LEVELS_MOST = 64 };
    const char *root_id = job->wire->site.root_id;
    const char *own_parent_id = job->lease->parent_id;
    enum job_result result = JOB_OK;
    *is_below = false;
    if (strcmp(page->id, root_id) == 0)
        return JOB_OK;
    for (int i = 0; i < LEVELS_MOST && page != NULL && page->parent_id[0] != '\0'; i++) {
        *is_below =
            strcmp(page->parent_id, root_id) == 0 || strcmp(page->parent_id, own_parent_id) == 0;
        if (*is_below)
            return JOB_OK;
        result = lookup_parent(job, page, &page);
        if (result != JOB_OK)
            return result;
    }
    return JOB_OK;
}

enum job_result lookup_version(
    struct job *job, const char *id, int64_t version, const struct remote_page **page)
{
    struct call call;
    job->wire->api->read_version(&job->wire->site, id, version, &call);
    return ask_page(job, &call, page);
}

static enum job_result find_title(
    struct job *job, const char *title, bool is_put_away, const struct remote_page **page)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *page = NULL;
    wire->api->find_page(&wire->site, title, is_put_away, &call);
    enum job_result result = lookup_json(job, &call, &json);
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

enum job_result lookup_title(struct job *job, const char *title, const struct remote_page **page)
{
    return find_title(job, title, false, page);
}

enum job_result lookup_put_away(struct job *job, const char *title, const struct remote_page **page)
{
    struct job aside = *job; /* what goes wrong is not the page's matter */
    enum job_result result = find_title(&aside, title, true, page);
    if (result == JOB_FAILED)
        *page = NULL;
    return result == JOB_LOST ? JOB_LOST : JOB_OK;
}

enum job_result lookup_file(struct job *job, const char *name, const struct remote_file **file)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *file = NULL;
    wire->api->find_file(&wire->site, job->known.page_id, name, &call);
    enum job_result result = lookup_json(job, &call, &json);
    if (result == JOB_OK && json != NULL) {
        struct remote_files files = { 0 };
        if (confluence_parse_files(wire->api, json, wire->pool, &files) == 0)
            *file = remote_find_file(&files, name);
        else
            result = fail_unreadable(job, &call);
    }
    json_decref(json);
    call_free(&call);
    return result;
}

/* ---------------------------------------------------------------- many pages */

static enum job_result ask_pages(
    struct job *job, struct call *call, struct remote_pages *pages, json_t **json)
{
    *pages = (struct remote_pages){ 0 };
    enum job_result result = lookup_json(job, call, json);
    if (result == JOB_OK && *json != NULL &&
        confluence_parse_pages(job->wire->api, *json, job->wire->pool, pages) != 0)
        result = fail_unreadable(job, call);
    call_free(call);
    return result;
}

enum job_result lookup_part(struct job *job, struct lookup_part *part)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    wire->api->list_pages(&wire->site, part, &call);
    enum job_result result = ask_pages(job, &call, &part->pages, &json);
    if (result == JOB_OK)
        wire->api->parse_next(json, wire->pool, part);
    json_decref(json);
    return result;
}

static int parse_children(const json_t *json, struct memory_pool *pool, struct remote_pages *out)
{
    const json_t *results = json_object_get(json, "results");
    size_t count = json_array_size(results);
    if (!json_is_array(results) || count > REMOTE_LIST_MAX)
        return -1;
    out->items = memory_pool_take(pool, (count + 1) * sizeof *out->items);
    out->count = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(results, i);
        struct remote_page child = {
            .id = remote_text(pool, one, "id", NULL),
            .status = remote_text(pool, one, "status", NULL),
            .title = remote_text(pool, one, "title", NULL),
            .kind = remote_text(pool, one, "type", NULL),
        };
        if (strcmp(child.status, "trashed") != 0)
            out->items[out->count++] = child;
    }
    return 0;
}

enum job_result lookup_children(
    struct job *job, const char *id, const char **from, struct remote_pages *children)
{
    struct wire *wire = job->wire;
    struct call call;
    json_t *json;
    *children = (struct remote_pages){ 0 };
    wire->api->find_children(&wire->site, id, *from, &call);
    enum job_result result = lookup_json(job, &call, &json);
    if (result == JOB_OK && json != NULL && parse_children(json, wire->pool, children) != 0)
        result = fail_unreadable(job, &call);
    *from = result == JOB_OK ? wire->api->parse_from(json, wire->pool) : "";
    json_decref(json);
    call_free(&call);
    return result;
}

/* ---------------------------------------------------------------- properties */

enum { PROPERTY_PARTS_MOST = 12 /* Data Center may give few at a time */ };

enum job_result lookup_properties(
    struct job *job, const char *page_id, struct remote_properties *list)
{
    struct wire *wire = job->wire;
    const char *from = "";
    enum job_result result = JOB_OK;
    list->items = memory_pool_take(wire->pool, REMOTE_PROPERTIES_MAX * sizeof *list->items);
    list->count = 0;
    for (int i = 0; i < PROPERTY_PARTS_MOST && result == JOB_OK; i++) {
        struct call call;
        json_t *json;
        wire->api->list_properties(&wire->site, page_id, from, &call);
        result = lookup_json(job, &call, &json);
        call_free(&call);
        if (result == JOB_OK && json == NULL) {
            list->items = NULL;
            return JOB_OK;
        }
        if (result == JOB_OK && confluence_parse_properties(wire->api, json, wire->pool, list) != 0)
            result = job_fail_with(job, RETRY_PROBLEM_unreadable, "properties of a page", NULL);
        from = wire->api->parse_from(json, wire->pool);
        json_decref(json);
        if (from[0] == '\0')
            break;
    }
    return result;
}
