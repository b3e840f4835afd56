/* SPDX-License-Identifier: MIT */
#include "uploader/origin.h"

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

bool origin_is_later(const struct job *job, const struct remote_page *page)
{
    return job->lease->is_unverified && page->version > job->known.version &&
           intent_is_marked(page->message);
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
