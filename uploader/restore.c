/* SPDX-License-Identifier: MIT */
#include "uploader/restore.h"

#include "base/log.h"
#include "base/unicode.h"
#include "uploader/lookup.h"
#include "uploader/publish.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

/*
 * Reports the page as it is there now. Its content is what we know of it if nobody had written a
 * version before it went to the trash (`trashed` is the version that lay there), or if a person
 * allowed to publish over that.
 */
static enum job_result report(
    struct job *job, const struct remote_page *page, int64_t trashed, bool is_recovered)
{
    bool is_ours = trashed == job->known.version;
    bool may_overwrite = trashed <= job->lease->overwrite_version;
    struct publish_content content = { .title = page->title,
        .parent_id = page->parent_id,
        .digest = is_ours ? job->known.digest : (struct blob){ 0 } };
    int64_t known = job->known.version;
    enum job_result result =
        publish_report(job, INTENT_RESTORE, page->id, page->version, &content, is_recovered);
    if (result != JOB_OK || is_ours || may_overwrite)
        return result;
    char detail[128];
    snprintf(
        detail, sizeof detail, "version %lld, ours was %lld", (long long)trashed, (long long)known);
    return job_fail_with(job, RETRY_PROBLEM_version, detail, page);
}

/* The version that was to be made is there already: by a copy of our call, whose answer was lost,
   or by somebody else, who brought the page back a moment before. Both leave it as it lay there. */
static enum job_result look_again(
    struct job *job, const struct remote_page *trashed, struct verdict *verdict)
{
    const struct remote_page *page;
    enum job_result result = lookup_page(job, trashed->id, &page);
    if (result != JOB_OK)
        return result;
    if (lookup_is_current(page) && page->version == trashed->version + 1)
        return report(job, page, trashed->version, true);
    job->remote = page;
    return job_fail(job, verdict);
}

/* A new page is no help where it would need the title that keeps this one from coming back. */
static bool may_be_anew(const struct job *job, const struct remote_page *page)
{
    return job->lease->restore == RESTORE_OR_ANEW &&
           (page == NULL || !unicode_same_title(page->title, job->lease->title));
}

static enum job_result make_anew(struct job *job)
{
    log_info(
        "%s: page %s cannot come back, a new one is made", job->lease->path, job->known.page_id);
    return publish_report_deleted(job, true);
}

static enum job_result finish(struct job *job, const struct remote_page *trashed,
    const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    if (verdict->class == RETRY_DONE) {
        struct remote_page page;
        json_t *json = answer_json(answer);
        int parsed = job->wire->api->parse_page(json, job->wire->pool, &page);
        json_decref(json);
        if (parsed == 0)
            return report(job, &page, trashed->version, false);
        verdict->class = RETRY_UNKNOWN;
        retry_change(verdict, RETRY_PROBLEM_unreadable, call, answer);
        return job_fail(job, verdict);
    }
    if (verdict->problem == RETRY_PROBLEM_stale)
        return look_again(job, trashed, verdict);
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return JOB_LOST;
    bool is_missing =
        verdict->problem == RETRY_PROBLEM_hidden || verdict->problem == RETRY_PROBLEM_missing;
    if (is_missing) /* v2 also says so to who may not restore */
        retry_change(verdict, RETRY_PROBLEM_forbidden, call, answer);
    /* It would come back with its old title alone, which another page has by now. */
    if (verdict->problem == RETRY_PROBLEM_title && may_be_anew(job, trashed))
        return make_anew(job);
    job->remote = trashed;
    return job_fail(job, verdict);
}

static enum job_result bring_back(struct job *job, const struct remote_page *trashed)
{
    struct wire *wire = job->wire;
    struct confluence_page page = { .id = trashed->id,
        .title = trashed->title,
        .body = trashed->body,
        .version = trashed->version + 1 };
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_RESTORE);
    intent.intent_record.title = trashed->title;
    intent.intent_record.version = trashed->version;
    wire->api->restore_page(&wire->site, &page, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK)
        result = finish(job, trashed, &call, &answer, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

enum job_result restore_page(struct job *job)
{
    const struct remote_page *page = NULL;
    if (job->known.page_id[0] == '\0')
        return JOB_OK; /* an open intent had another end */
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    bool is_trashed = page != NULL && strcmp(page->status, "trashed") == 0;
    if (is_trashed)
        return bring_back(job, page);
    if (page != NULL && lookup_is_current(page))
        return report(job, page, page->version, true);
    bool is_archived = page != NULL && strcmp(page->status, "archived") == 0;
    if (may_be_anew(job, is_archived ? page : NULL))
        return make_anew(job);
    return page == NULL ? job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL)
                        : job_fail_with(job, lookup_why_gone(page), page->title, page);
}

enum job_result restore_settle(struct job *job, const struct intent *intent)
{
    const struct remote_page *page;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    bool is_applied = lookup_is_current(page) && page->version == intent->version + 1;
    if (is_applied)
        return report(job, page, intent->version, true);
    return job_drop_intent(job); /* the lease still asks for it */
}
