/* SPDX-License-Identifier: MIT */
#include "uploader/discard.h"

#include "uploader/intent.h"
#include "uploader/lookup.h"
#include "uploader/origin.h"
#include "uploader/people.h"
#include "uploader/publish.h"

#include <string.h>

static enum job_result finish_delete(
    struct job *job, const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    if (verdict->class == RETRY_DONE)
        return publish_report_deleted(job, false);
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return JOB_LOST;
    if (!publish_is_missing(verdict))
        return job_fail(job, verdict);
    const struct remote_page *page;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    /* v2 also says 404 to who may not delete. */
    return lookup_is_current(page)
               ? job_fail_with(job, RETRY_PROBLEM_forbidden, verdict->detail, NULL)
               : publish_report_deleted(job, true);
}

static enum job_result send_delete(struct job *job)
{
    struct wire *wire = job->wire;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_DELETE);
    intent.intent_record.title = job->known.title;
    intent.intent_record.parent_id = job->known.parent_id;
    intent.intent_record.version = job->known.version;
    wire->api->delete_page(&wire->site, job->known.page_id, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK)
        result = finish_delete(job, &call, &answer, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

/* Ours went first: what still stands below belongs to somebody else, and would lose its place. */
static enum job_result check_children(struct job *job, const struct remote_page *page)
{
    struct remote_pages children;
    const char *from = "";
    enum job_result result = lookup_children(job, page->id, &from, &children);
    if (result != JOB_OK || children.count == 0)
        return result;
    enum { NAMED_MOST = 3 };
    struct text detail = text_new(RETRY_DETAIL_BYTES);
    for (size_t i = 0; i < children.count && i < NAMED_MOST; i++) {
        const char *kind = children.items[i].kind;
        bool is_page = kind[0] == '\0' || strcmp(kind, "page") == 0;
        text_add_format(&detail, "%s%s%s\"%.120s\"", i > 0 ? ", " : "", is_page ? "" : kind,
            is_page ? "" : " ", children.items[i].title);
    }
    if (children.count > NAMED_MOST)
        text_add_format(&detail, " and %zu more", children.count - NAMED_MOST);
    const char *kept = job_keep(job, detail.data);
    text_free(&detail);
    return job_fail_with(job, RETRY_PROBLEM_children, kept, page);
}

static enum job_result fail_edited(struct job *job, const struct remote_page *page)
{
    return job_fail_with(job, RETRY_PROBLEM_edited, page->author_name, page);
}

/* Somebody moved it, and wants it there; that leaves the version alone. */
static bool is_elsewhere(const struct job *job, const struct remote_page *page)
{
    return job->known.parent_id[0] != '\0' && page->parent_id[0] != '\0' &&
           strcmp(page->parent_id, job->known.parent_id) != 0;
}

enum job_result discard_page(struct job *job)
{
    const struct remote_page *page = NULL;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    if (page == NULL || intent_judge_delete(page) == INTENT_APPLIED)
        return publish_report_deleted(job, true);
    if (page->version > job->known.version &&
        (result = origin_find_later(job, page, &job->is_later)) != JOB_OK)
        return result;
    if (page->version > job->known.version && !job->is_later &&
        !publish_may_overwrite(job, page->version))
        return fail_edited(job, people_name(job, page));
    if (is_elsewhere(job, page) && !publish_may_overwrite(job, page->version))
        return job_fail_with(job, RETRY_PROBLEM_edited, "another place", page);
    result = origin_check(job, page);
    if (result == JOB_OK)
        result = check_children(job, page);
    return result == JOB_OK ? send_delete(job) : result;
}
