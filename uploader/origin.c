/* SPDX-License-Identifier: MIT */
#include "uploader/origin.h"

#include "base/log.h"
#include "uploader/intent.h"
#include "uploader/lookup.h"

#include <string.h>

enum job_result origin_check(struct job *job, const struct remote_page *page)
{
    struct verdict verdict;
    const struct site *site = &job->wire->site;
    int64_t allowed = job->lease->overwrite_version;
    if (!job->lease->is_unverified || intent_is_marked(page->message) ||
        (allowed > 0 && allowed >= page->version))
        return JOB_OK;
    if (site->account_id[0] == '\0' && wire_check_credential(job->wire, &verdict) != 0)
        return JOB_LOST;
    bool is_ours = site->account_id[0] != '\0' && strcmp(page->creator_id, site->account_id) == 0;
    return is_ours ? JOB_OK : job_fail_with(job, RETRY_PROBLEM_foreign, page->title, page);
}

enum job_result origin_keep_met(struct job *job, const struct remote_page *page)
{
    job->known.version = page->version;
    job->known.title = page->title;
    job->known.parent_id = page->parent_id;
    struct message step = job_step(job, INTENT_NONE, true);
    step.step_report.version = page->version;
    step.step_report.title = page->title;
    step.step_report.parent_id = page->parent_id;
    return wire_tell(job->wire, &step) == 0 ? JOB_OK : JOB_LOST;
}

enum job_result origin_find_later(struct job *job, const struct remote_page *page, bool *is_later)
{
    const struct site *site = &job->wire->site;
    *is_later = page->version > job->known.version && intent_is_marked(page->message);
    if (!*is_later || job->lease->is_unverified)
        return JOB_OK;
    enum job_result result = job_learn_account(job);
    *is_later = result == JOB_OK && strcmp(page->author_id, site->account_id) == 0;
    if (!*is_later)
        return result;
    log_info("%s: version %lld of page %s is ours, and later than the %lld that is known",
        job->lease->path, (long long)page->version, page->id, (long long)job->known.version);
    return origin_keep_met(job, page);
}

enum job_result origin_look(struct job *job)
{
    const struct remote_page *page;
    if (!job->lease->is_unverified || job->known.page_id[0] == '\0')
        return JOB_OK;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    return page == NULL ? job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL)
                        : origin_check(job, page);
}
