/* SPDX-License-Identifier: MIT */
#include "uploader/job.h"

#include "base/log.h"
#include "uploader/appearance.h"
#include "uploader/attach.h"
#include "uploader/discard.h"
#include "uploader/discover.h"
#include "uploader/label.h"
#include "uploader/order.h"
#include "uploader/origin.h"
#include "uploader/people.h"
#include "uploader/publish.h"
#include "uploader/restore.h"
#include "uploader/settle.h"

#include <stdio.h>
#include <string.h>

const char *job_keep(const struct job *job, const char *text)
{
    return memory_pool_copy(job->wire->pool, text, strlen(text));
}

enum job_result job_fail(struct job *job, const struct verdict *verdict)
{
    if (job->end.problem == RETRY_PROBLEM_none)
        job->end = *verdict;
    return JOB_FAILED;
}

enum job_result job_fail_with(struct job *job, enum retry_problem problem, const char *detail,
    const struct remote_page *remote)
{
    struct verdict verdict;
    retry_set(&verdict, problem, detail);
    if (job->remote == NULL)
        job->remote = verdict.outcome == LEASE_CONFLICT ? people_name(job, remote) : remote;
    return job_fail(job, &verdict);
}

struct message job_intent(const struct job *job, enum intent_kind kind)
{
    struct message message = { .type = MESSAGE_intent_record };
    message.intent_record.token = job->lease->token;
    message.intent_record.kind = kind;
    message.intent_record.date = job->wire->date;
    return message;
}

struct message job_step(const struct job *job, enum intent_kind kind, bool is_recovered)
{
    struct message message = { .type = MESSAGE_step_report };
    message.step_report.token = job->lease->token;
    message.step_report.kind = kind;
    message.step_report.page_id = job->known.page_id;
    message.step_report.is_recovered = is_recovered;
    return message;
}

/* The account is learnt from the answer to a create, behind its report: under the lease still. */
static bool may_end(const struct job *job)
{
    return job->is_last && job->end.problem == RETRY_PROBLEM_none &&
           job->wire->site.account_id[0] != '\0';
}

enum job_result job_report(struct job *job, const struct message *step)
{
    if (!may_end(job))
        return wire_tell(job->wire, step) == 0 ? JOB_OK : JOB_LOST;
    struct message last = *step;
    last.step_report.ends_lease = true;
    last.step_report.wants_next = !stage_is_stopping(job->wire->run);
    job->is_over = true;
    return wire_finish(job->wire, &last) == 0 ? JOB_OK : JOB_LOST;
}

enum job_result job_drop_intent(struct job *job)
{
    struct message message = { .type = MESSAGE_intent_drop };
    message.intent_drop.token = job->lease->token;
    return wire_tell(job->wire, &message) == 0 ? JOB_OK : JOB_LOST;
}

enum job_result job_send(struct job *job, const struct call *call, const struct message *intent,
    struct answer *answer, struct verdict *verdict)
{
    if (wire_send(job->wire, call, intent, answer, verdict) != 0)
        return JOB_LOST;
    bool is_settled = verdict->class == RETRY_REFUSED || verdict->class == RETRY_NOT_SENT;
    return is_settled ? job_drop_intent(job) : JOB_OK;
}

enum job_result job_explain(
    struct job *job, const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    bool is_datacenter = job->wire->site.edition == CONFIG_EDITION_datacenter;
    /* Data Center answers a bad token as it answers a stranger. */
    bool is_vague = verdict->problem == RETRY_PROBLEM_hidden ||
                    verdict->problem == RETRY_PROBLEM_not_permitted ||
                    (is_datacenter && (verdict->problem == RETRY_PROBLEM_missing ||
                                          verdict->problem == RETRY_PROBLEM_forbidden));
    if (!is_vague)
        return JOB_OK;
    struct verdict check;
    if (wire_check_credential(job->wire, &check) != 0)
        return JOB_LOST;
    if (check.problem != RETRY_PROBLEM_none)
        *verdict = check;
    else if (verdict->problem == RETRY_PROBLEM_not_permitted)
        retry_change(verdict, RETRY_PROBLEM_server, call, answer); /* seen under load */
    return JOB_OK;
}

enum job_result job_learn_account(struct job *job)
{
    struct verdict verdict;
    if (job->wire->site.account_id[0] != '\0')
        return JOB_OK;
    if (wire_check_credential(job->wire, &verdict) != 0)
        return JOB_LOST;
    return verdict.problem == RETRY_PROBLEM_none ? JOB_OK : job_fail(job, &verdict);
}

/* ---------------------------------------------------------------- the steps */

static enum job_result take_step(struct job *job, const struct plan_step *step)
{
    struct publish_content content;
    publish_from_lease(job, &content);
    switch (step->kind) {
    case PLAN_CREATE:
        return publish_create(job, &content);
    case PLAN_UPDATE:
        return publish_update(job, &content);
    case PLAN_MOVE:
        return publish_move(job, &content);
    case PLAN_DELETE:
        return discard_page(job);
    case PLAN_ATTACH:
    case PLAN_ATTACH_DATA:
        return attach_upload(job, step->attachment);
    case PLAN_ATTACH_DELETE:
        return attach_delete(job, step->attachment);
    case PLAN_LABELS:
        return label_page(job, "");
    case PLAN_LOOK:
        return appearance_set(job);
    case PLAN_ORDER:
        return order_pages(job);
    }
    return JOB_OK;
}

/* Steps that look at the page themselves. */
static bool is_page_step(enum plan_kind kind)
{
    return kind == PLAN_CREATE || kind == PLAN_UPDATE || kind == PLAN_MOVE || kind == PLAN_DELETE;
}

/* A file that Confluence refuses does not keep the page's other files back. */
static bool may_go_on(const struct job *job, const struct plan_step *step)
{
    bool is_page = is_page_step(step->kind);
    bool is_own_matter = job->end.outcome == LEASE_REJECTED || job->end.outcome == LEASE_CHANGED ||
                         job->end.outcome == LEASE_FORBIDDEN;
    return !is_page && is_own_matter;
}

static enum job_result take_steps(struct job *job)
{
    struct plan plan;
    bool is_new = job->is_created || job->known.page_id[0] == '\0';
    plan_make(
        &plan, job->lease, &job->known, job->attachments, is_new && job->wire->api->creates_look);
    bool is_page = plan.count > 0 && is_page_step(plan.steps[0].kind);
    enum job_result result = plan.count == 0 || is_page ? JOB_OK : origin_look(job);
    for (size_t i = 0; i < plan.count && (i > 0 || result == JOB_OK); i++) {
        job->is_last = i + 1 == plan.count;
        result = take_step(job, &plan.steps[i]);
        if (result == JOB_LOST || (result == JOB_FAILED && !may_go_on(job, &plan.steps[i])))
            break;
    }
    plan_free(&plan);
    return result;
}

static enum job_result work(struct job *job)
{
    struct verdict verdict;
    if (discover_site(job->wire, &verdict) != 0)
        return JOB_LOST;
    if (verdict.problem != RETRY_PROBLEM_none)
        return job_fail(job, &verdict);
    enum job_result result = settle_intent(job);
    if (result == JOB_OK && job->lease->restore != RESTORE_NONE)
        result = restore_page(job);
    /* Without a file it only had to come back. */
    bool is_all = job->lease->restore != RESTORE_NONE && !job->lease->is_wanted;
    return result == JOB_OK && !is_all ? take_steps(job) : result;
}

/* ---------------------------------------------------------------- begin and end */

static void start(struct job *job, struct wire *wire, const struct message_lease_given *lease)
{
    *job = (struct job){ .wire = wire, .lease = lease, .note = "" };
    job->known = (struct plan_known){
        .page_id = lease->page_id,
        .version = lease->version,
        .title = lease->known_title,
        .parent_id = lease->known_parent_id,
        .digest = lease->known_digest,
        .labels = lease->known_labels,
    };
    size_t size = lease->attachments_count * sizeof *job->attachments;
    job->attachments = memory_pool_take(wire->pool, size + 1);
    if (size > 0)
        memcpy(job->attachments, lease->attachments, size);
}

static bool report_end(struct job *job)
{
    const struct verdict *end = &job->end;
    bool is_done = end->problem == RETRY_PROBLEM_none;
    struct message message = { .type = MESSAGE_lease_end };
    struct message_lease_end *out = &message.lease_end;
    out->token = job->lease->token;
    out->outcome = is_done ? LEASE_DONE : end->outcome;
    out->code = is_done ? "" : end->code;
    out->reason = end->reason;
    out->retry_ms = end->retry_ms > 0 ? end->retry_ms : 0;
    out->status = end->status;
    out->wants_next = !stage_is_stopping(job->wire->run);
    if (job->remote != NULL) {
        out->remote_id = job->remote->id;
        out->remote_version = job->remote->version;
        out->remote_title = job->remote->title;
        out->remote_author = job->remote->author_name;
        out->remote_parent_id = job->remote->parent_id;
    }
    if (!is_done)
        log_warning("%s: %s", job->lease->path, end->reason);
    return wire_finish(job->wire, &message) == 0;
}

bool job_run(struct wire *wire, const struct message_lease_given *lease)
{
    struct job job;
    wire_start_lease(wire, lease);
    start(&job, wire, lease);
    enum job_result result = work(&job);
    bool is_ended = result != JOB_LOST && (job.is_over || report_end(&job));
    wire_end_lease(wire);
    return is_ended;
}
