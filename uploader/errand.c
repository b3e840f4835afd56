/* SPDX-License-Identifier: MIT */
#include "uploader/errand.h"

#include "base/log.h"
#include "uploader/discover.h"
#include "uploader/lookup.h"
#include "uploader/people.h"
#include "uploader/survey.h"

#include <string.h>

enum { PAGES_MOST = MESSAGE_LIST_MAX, PARTS_MOST = 40 };

static void add_page(struct message_errand_report *report, struct item_remote_page *items,
    const struct remote_page *page)
{
    items[report->pages_count++] = (struct item_remote_page){
        .id = page->id,
        .status = page->status[0] == '\0' ? "current" : page->status,
        .title = page->title,
        .parent_id = page->parent_id,
        .version = page->version,
        .author = page->author_name,
        .author_id = page->author_id,
        .creator_id = page->creator_id,
        .message = page->message,
    };
    report->pages = items;
}

/* ---------------------------------------------------------------- one page */

/* The text of our own version, when somebody wrote another since. That it cannot be read (purged,
   or history is closed to us) leaves the look without it. */
static enum job_result add_base(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    const struct remote_page *base;
    struct job sub = *job;
    enum job_result result = lookup_version(&sub, given->page_id, given->version, &base);
    if (result == JOB_LOST)
        return JOB_LOST;
    if (result == JOB_OK && base != NULL && base->has_body) {
        report->has_base = true;
        report->base_title = base->title;
        report->base_body = base->body;
    }
    return JOB_OK;
}

static enum job_result look(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    const struct remote_page *page = NULL;
    enum job_result result = given->page_id[0] != '\0' ? lookup_page(job, given->page_id, &page)
                                                       : lookup_title(job, given->title, &page);
    if (result != JOB_OK || page == NULL)
        return result;
    page = people_name(job, page);
    struct item_remote_page *items = memory_pool_take(job->wire->pool, sizeof *items);
    add_page(report, items, page);
    report->body = page->body;
    bool has_changed = given->version > 0 && page->version != given->version;
    return has_changed && given->page_id[0] != '\0' ? add_base(job, given, report) : JOB_OK;
}

/* ---------------------------------------------------------------- many pages */

/* One part of a listing, or the parts of one answer that the server divides by a cursor. */
static enum job_result list_pages(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    struct item_remote_page *items = memory_pool_take(job->wire->pool, PAGES_MOST * sizeof *items);
    struct lookup_part part = { .ids = given->ids, .start = given->start, .cursor = "" };
    for (int i = 0; i < PARTS_MOST; i++) {
        enum job_result result = lookup_part(job, &part);
        if (result != JOB_OK)
            return result;
        people_name_list(job, part.pages.items, part.pages.count);
        for (size_t j = 0; j < part.pages.count && report->pages_count < PAGES_MOST; j++)
            add_page(report, items, &part.pages.items[j]);
        report->next = part.next;
        if (part.cursor[0] == '\0')
            return JOB_OK;
    }
    return JOB_OK;
}

/* ---------------------------------------------------------------- begin and end */

static enum job_result make(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    struct verdict verdict;
    if (discover_site(job->wire, &verdict) != 0)
        return JOB_LOST;
    if (verdict.problem != RETRY_PROBLEM_none)
        return job_fail(job, &verdict);
    switch ((enum errand_kind)given->kind) {
    case ERRAND_LOOK:
        return look(job, given, report);
    case ERRAND_LISTING:
        return list_pages(job, given, report);
    case ERRAND_MANIFEST:
        return survey_manifest(job, report);
    case ERRAND_SPACE:
        return survey_space(job, given, report);
    case ERRAND_KEEP:
        return survey_keep(job, given, report);
    }
    retry_set(&verdict, RETRY_PROBLEM_impossible, "an errand of an unknown kind");
    return job_fail(job, &verdict);
}

bool errand_run(struct wire *wire, const struct message_errand_given *given, bool is_reader)
{
    /* Permits, words and look-ups go by a lease; this one is of no page that could be changed. */
    struct message_lease_given lease = { .token = given->token,
        .path = given->path,
        .site = given->site,
        .title = given->title,
        .page_id = given->page_id };
    wire_start_lease(wire, &lease);
    struct job job = {
        .wire = wire, .lease = &lease, .known = { .page_id = given->page_id }, .note = ""
    };
    struct message message = { .type = MESSAGE_errand_report };
    struct message_errand_report *report = &message.errand_report;
    enum job_result result = make(&job, given, report);
    if (result == JOB_FAILED)
        *report = (struct message_errand_report){
            .outcome = job.end.outcome, .code = job.end.code, .reason = job.end.reason
        };
    report->token = given->token;
    report->wants_next = !stage_is_stopping(wire->run);
    report->is_reader = is_reader;
    if (result == JOB_FAILED)
        log_warning("%s: %s", given->path[0] == '\0' ? "pages" : given->path, job.end.reason);
    bool is_ended = result != JOB_LOST && wire_finish(wire, &message) == 0;
    wire_end_lease(wire);
    return is_ended;
}
