/* SPDX-License-Identifier: MIT */
#include "uploader/publish.h"

#include "base/log.h"
#include "storage/comments.h"
#include "uploader/intent.h"
#include "uploader/lookup.h"
#include "uploader/origin.h"
#include "uploader/people.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

enum { UPDATE_TRIES = 3, BUSY_MS = 2000 };

void publish_from_lease(const struct job *job, struct publish_content *content)
{
    const struct message_lease_given *lease = job->lease;
    const char *parent_id = lease->parent_id;
    if (parent_id[0] == '\0')
        parent_id = job->known.parent_id;
    if (parent_id[0] == '\0')
        parent_id = job->wire->site.root_id;
    *content = (struct publish_content){
        .title = lease->title,
        .parent_id = parent_id,
        .body = lease->body,
        .digest = lease->digest,
    };
}

static void fill_intent(struct message *intent, const struct publish_content *content)
{
    intent->intent_record.title = content->title;
    intent->intent_record.parent_id = content->parent_id;
    intent->intent_record.body = content->body;
    intent->intent_record.digest = content->digest;
}

enum job_result publish_report(struct job *job, enum intent_kind kind, const char *page_id,
    int64_t version, const struct publish_content *content, bool is_recovered)
{
    job->known.page_id = job_keep(job, page_id);
    job->known.version = version;
    job->known.title = content->title;
    job->known.parent_id = content->parent_id;
    job->known.digest = content->digest;
    struct message step = job_step(job, kind, is_recovered);
    step.step_report.version = version;
    step.step_report.title = content->title;
    step.step_report.parent_id = content->parent_id;
    step.step_report.digest = content->digest;
    step.step_report.labels = job->known.labels;
    bool is_created = kind == INTENT_CREATE && !is_recovered;
    job->is_created = job->is_created || is_created;
    if (is_created && job->wire->api->creates_look)
        step.step_report.look = job->lease->look;
    step.step_report.note = job->note;
    job->note = "";
    log_info("%s: %s page %s, version %lld", job->lease->path,
        is_recovered             ? "found"
        : kind == INTENT_CREATE  ? "created"
        : kind == INTENT_RESTORE ? "restored"
                                 : "updated",
        job->known.page_id, (long long)version);
    return job_report(job, &step);
}

enum job_result publish_report_deleted(struct job *job, bool is_recovered)
{
    struct message step = job_step(job, INTENT_DELETE, is_recovered);
    log_info("%s: page %s is in the trash", job->lease->path, job->known.page_id);
    job->known = (struct plan_known){ .page_id = "", .title = "", .parent_id = "", .labels = "" };
    for (size_t i = 0; i < job->lease->attachments_count; i++) {
        job->attachments[i].known_id = "";
        job->attachments[i].known_digest = (struct blob){ 0 };
        job->attachments[i].known_version = 0;
    }
    return job_report(job, &step);
}

/* ---------------------------------------------------------------- reading what was written */

/* The page in the answer to a create or update; -1 when it cannot be read. */
static int parse_written(struct job *job, const struct answer *answer, struct remote_page *page)
{
    json_t *json = answer_json(answer);
    int result = job->wire->api->parse_page(json, job->wire->pool, page);
    json_decref(json);
    return result;
}

/* Who we are is in the answer to a create: the account under which lost ones are looked for. */
static enum job_result learn_account(struct job *job, const struct remote_page *page)
{
    struct site *site = &job->wire->site;
    if (job->is_over || page->creator_id[0] == '\0' ||
        strcmp(page->creator_id, site->account_id) == 0)
        return JOB_OK;
    site_set(site, &site->account_id, page->creator_id);
    return wire_report_site(job->wire) == 0 ? JOB_OK : JOB_LOST;
}

/* An answer that says yes but cannot be read leaves us not knowing. */
static enum job_result fail_unreadable(
    struct job *job, const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    verdict->class = RETRY_UNKNOWN;
    retry_change(verdict, RETRY_PROBLEM_unreadable, call, answer);
    return job_fail(job, verdict);
}

/* ---------------------------------------------------------------- why it was refused */

/* The parent is missing, or we may not write below it. */
static enum job_result explain_parent(
    struct job *job, const char *parent_id, const struct verdict *verdict)
{
    const struct remote_page *parent;
    enum job_result result = lookup_page(job, parent_id, &parent);
    if (result != JOB_OK)
        return result;
    if (lookup_is_current(parent))
        return job_fail_with(job, RETRY_PROBLEM_forbidden, verdict->detail, NULL);
    if (strcmp(parent_id, job->wire->site.root_id) != 0)
        return job_fail_with(job, RETRY_PROBLEM_parent_hidden, parent_id, parent);
    if (wire_forget_site(job->wire) != 0)
        return JOB_LOST;
    return job_fail_with(job, RETRY_PROBLEM_root_gone, parent_id, NULL);
}

static enum job_result fail_taken(
    struct job *job, enum retry_problem problem, const char *title, const struct remote_page *page)
{
    char detail[512];
    snprintf(detail, sizeof detail, "%.400s (page %.40s%s%.20s)", title, page->id,
        lookup_is_current(page) ? "" : ", ", lookup_is_current(page) ? "" : page->status);
    return job_fail_with(job, problem, detail, page);
}

/* Nobody that can be seen has it. */
static enum job_result explain_hidden(struct job *job, const char *title)
{
    const struct remote_page *page;
    enum job_result result = lookup_put_away(job, title, &page);
    if (result != JOB_OK)
        return result;
    if (page == NULL || lookup_is_current(page))
        return job_fail_with(job, RETRY_PROBLEM_title_hidden, title, NULL);
    return fail_taken(job, RETRY_PROBLEM_title_put_away, title, page);
}

/* Another page has the title: which one? `sent` is the create, NULL for an update: it may be ours
   after all, delivered by an earlier connection. */
static enum job_result explain_title(
    struct job *job, const struct publish_content *content, const struct intent *sent)
{
    const struct remote_page *page;
    enum job_result result = lookup_title(job, content->title, &page);
    if (result != JOB_OK)
        return result;
    if (page == NULL)
        return explain_hidden(job, content->title);
    struct verdict verdict;
    if (sent != NULL && job->wire->site.account_id[0] == '\0' &&
        wire_check_credential(job->wire, &verdict) != 0)
        return JOB_LOST;
    if (sent != NULL &&
        intent_judge_refused(sent, page, job->wire->site.account_id) == INTENT_APPLIED)
        return publish_report(job, INTENT_CREATE, page->id, page->version, content, true);
    bool is_below = false;
    result = lookup_below(job, page, &is_below);
    if (result != JOB_OK)
        return result;
    return fail_taken(
        job, is_below ? RETRY_PROBLEM_title : RETRY_PROBLEM_title_elsewhere, content->title, page);
}

/* The page of an update, a move or a deletion is not found. */
static enum job_result explain_missing(
    struct job *job, const char *parent_id, const struct verdict *verdict)
{
    const struct remote_page *page;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    if (page == NULL)
        return job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL);
    if (!lookup_is_current(page))
        return job_fail_with(job, lookup_why_gone(page), page->title, page);
    return explain_parent(job, parent_id, verdict);
}

bool publish_is_missing(const struct verdict *verdict)
{
    return verdict->problem == RETRY_PROBLEM_hidden || verdict->problem == RETRY_PROBLEM_missing ||
           verdict->problem == RETRY_PROBLEM_parent;
}

/* ---------------------------------------------------------------- create */

static void intent_of(const struct message *message, struct intent *intent)
{
    const struct message_intent_record *record = &message->intent_record;
    *intent = (struct intent){
        .kind = INTENT_CREATE,
        .title = record->title,
        .parent_id = record->parent_id,
        .body = record->body,
        .digest = record->digest,
        .date = record->date,
        .at_ms = INT64_MAX / 2, /* without the server's date nothing is recent */
    };
}

static enum job_result finish_create(struct job *job, const struct publish_content *content,
    const struct call *call, const struct message *intent, const struct answer *answer,
    struct verdict *verdict)
{
    struct remote_page page;
    if (verdict->class == RETRY_DONE) {
        if (parse_written(job, answer, &page) != 0)
            return fail_unreadable(job, call, answer, verdict);
        enum job_result result =
            publish_report(job, INTENT_CREATE, page.id, page.version, content, false);
        return result == JOB_OK ? learn_account(job, &page) : result;
    }
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return JOB_LOST;
    if (verdict->problem == RETRY_PROBLEM_title) {
        struct intent sent;
        intent_of(intent, &sent);
        return explain_title(job, content, &sent);
    }
    if (publish_is_missing(verdict))
        return explain_parent(job, content->parent_id, verdict);
    return job_fail(job, verdict);
}

enum job_result publish_create(struct job *job, const struct publish_content *content)
{
    struct wire *wire = job->wire;
    char message[INTENT_MESSAGE_BYTES];
    intent_message(content->digest, job->lease->revision, message);
    struct confluence_page page = {
        .title = content->title,
        .parent_id = content->parent_id,
        .body = content->body,
        .version = 1,
        .message = message,
        .is_minor = !stage_config(wire->run)->publish.notify,
        .look = job->lease->look,
    };
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_CREATE);
    fill_intent(&intent, content);
    wire->api->create_page(&wire->site, &page, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK)
        result = finish_create(job, content, &call, &intent, &answer, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

/* ---------------------------------------------------------------- update */

enum update_result { UPDATE_DONE, UPDATE_AGAIN, UPDATE_BUSY, UPDATE_FAILED, UPDATE_LOST };

bool publish_may_overwrite(const struct job *job, int64_t remote_version)
{
    const struct config *config = stage_config(job->wire->run);
    int64_t allowed = job->lease->overwrite_version;
    return config->publish.on_conflict == CONFIG_ON_CONFLICT_mine ||
           (allowed > 0 && allowed >= remote_version);
}

static bool is_as_wanted(const struct remote_page *page, const struct publish_content *content)
{
    return intent_has_marker(page->message, content->digest) &&
           strcmp(page->title, content->title) == 0 &&
           strcmp(page->parent_id, content->parent_id) == 0;
}

/* Says that somebody changed the page, by the policy of the configuration. */
static enum job_result fail_changed(
    struct job *job, enum retry_problem problem, const struct remote_page *page)
{
    char detail[512];
    page = people_name(job, page);
    snprintf(detail, sizeof detail, "version %lld%s%s, ours was %lld", (long long)page->version,
        page->author_name[0] != '\0' ? " by " : "", page->author_name,
        (long long)job->known.version);
    bool is_theirs = stage_config(job->wire->run)->publish.on_conflict == CONFIG_ON_CONFLICT_theirs;
    return job_fail_with(job, is_theirs ? RETRY_PROBLEM_theirs : problem, detail, page);
}

/* A move in Confluence leaves the version alone. */
static bool is_moved(
    const struct job *job, const struct publish_content *content, const struct remote_page *page)
{
    return job->known.parent_id[0] != '\0' && strcmp(page->parent_id, job->known.parent_id) != 0 &&
           strcmp(page->parent_id, content->parent_id) != 0;
}

/* The front matter names the page, and nothing else is known of it: the first version that is met
   is the one to be taken over. It stays in the page's history. */
static bool is_bound(const struct job *job)
{
    return job->known.version == 0 && job->known.page_id[0] != '\0';
}

static enum job_result keep_bound(struct job *job, const struct remote_page *page)
{
    log_info("%s: takes over page %s at version %lld", job->lease->path, page->id,
        (long long)page->version);
    return origin_keep_met(job, page);
}

static enum job_result check_bound(struct job *job, const struct remote_page *page)
{
    const struct site *site = &job->wire->site;
    bool is_cloud = site->edition == CONFIG_EDITION_cloud;
    const char *space = is_cloud ? site->space_id : site->space_key;
    bool is_below = false;
    enum job_result result = JOB_OK;
    if (page->space[0] == '\0' || strcasecmp(page->space, space) == 0)
        result = lookup_below(job, page, &is_below);
    if (result != JOB_OK)
        return result;
    return is_below ? keep_bound(job, page)
                    : job_fail_with(job, RETRY_PROBLEM_bound, page->title, page);
}

/*
 * The page was read: may it be written over? JOB_OK with the base version (0: it is as wanted, and
 * reported), or JOB_FAILED.
 */
__attribute__((nonnull)) static enum job_result check_version(struct job *job,
    const struct publish_content *content, const struct remote_page *page, int64_t *base)
{
    *base = page->version;
    if (!lookup_is_current(page))
        return job_fail_with(job, is_bound(job) ? RETRY_PROBLEM_bound_gone : lookup_why_gone(page),
            is_bound(job) ? page->status : page->title, page);
    enum job_result origin = origin_check(job, page);
    if (origin != JOB_OK)
        return origin;
    if (is_bound(job) && !is_as_wanted(page, content))
        return check_bound(job, page);
    bool has_moved = is_moved(job, content, page);
    bool is_newer = page->version > job->known.version;
    if (page->version == job->known.version && !has_moved)
        return JOB_OK;
    /* What came since this lease first looked is no older life of this ledger: it is somebody. */
    if (!has_moved && !job->has_looked)
        origin = origin_find_later(job, page, &job->is_later);
    job->has_looked = true;
    if (origin != JOB_OK)
        return origin;
    if (is_newer && is_as_wanted(page, content)) {
        *base = 0;
        return publish_report(job, INTENT_UPDATE, page->id, page->version, content, true);
    }
    if (job->is_later)
        return JOB_OK;
    if (publish_may_overwrite(job, page->version)) {
        log_warning("%s: publishes over version %lld of page %s", job->lease->path,
            (long long)page->version, page->id);
        return JOB_OK;
    }
    bool is_edited = page->version != job->known.version;
    return fail_changed(job, is_edited ? RETRY_PROBLEM_version : RETRY_PROBLEM_moved, page);
}

/* A person saw which version it is and what is lost by writing over it. */
static bool has_seen(const struct job *job, int64_t version)
{
    return job->lease->overwrite_version >= version;
}

/*
 * The body with the comments' markers of what is there, in *carried where it differs. JOB_FAILED
 * when one would lose its text and the page is to be held for that.
 */
static enum job_result carry_comments(
    struct job *job, const struct remote_page *page, struct blob *body, struct text *carried)
{
    int wish = stage_config(job->wire->run)->publish.comments;
    if (page == NULL || !page->has_body || wish == CONFIG_COMMENTS_ignore)
        return JOB_OK;
    struct comments_count count = comments_carry((const char *)page->body.data, page->body.size,
        (const char *)body->data, body->size, carried);
    if (count.carried > 0)
        *body = (struct blob){ (const unsigned char *)carried->data, carried->length };
    if (count.lost == 0)
        return JOB_OK;
    char detail[128];
    snprintf(detail, sizeof detail, "%zu inline comment%s lost the text %s stood at", count.lost,
        count.lost == 1 ? "" : "s", count.lost == 1 ? "it" : "they");
    if (wish == CONFIG_COMMENTS_hold && !has_seen(job, page->version))
        return job_fail_with(job, RETRY_PROBLEM_comments, detail, page);
    log_warning("%s: %s", job->lease->path, detail);
    job->note = job_keep(job, detail);
    return JOB_OK;
}

static enum update_result judge_update(struct job *job, const struct publish_content *content,
    const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    struct remote_page page;
    if (verdict->class == RETRY_DONE) {
        enum job_result result =
            parse_written(job, answer, &page) == 0
                ? publish_report(job, INTENT_UPDATE, page.id, page.version, content, false)
                : fail_unreadable(job, call, answer, verdict);
        return result == JOB_OK ? UPDATE_DONE : result == JOB_LOST ? UPDATE_LOST : UPDATE_FAILED;
    }
    if (verdict->problem == RETRY_PROBLEM_stale)
        return UPDATE_AGAIN;
    if (verdict->problem == RETRY_PROBLEM_lock || verdict->problem == RETRY_PROBLEM_unreconciled)
        return UPDATE_BUSY;
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return UPDATE_LOST;
    enum job_result result =
        verdict->problem == RETRY_PROBLEM_title ? explain_title(job, content, NULL)
        : publish_is_missing(verdict)           ? explain_missing(job, content->parent_id, verdict)
                                                : job_fail(job, verdict);
    return result == JOB_LOST ? UPDATE_LOST : UPDATE_FAILED;
}

static enum update_result send_update(struct job *job, const struct publish_content *content,
    struct blob body, int64_t base, struct verdict *verdict)
{
    struct wire *wire = job->wire;
    char message[INTENT_MESSAGE_BYTES];
    intent_message(content->digest, job->lease->revision, message);
    struct confluence_page page = {
        .id = job->known.page_id,
        .title = content->title,
        .parent_id = content->parent_id,
        .body = body,
        .version = base + 1,
        .message = message,
        .is_minor = !stage_config(wire->run)->publish.notify,
    };
    struct call call;
    struct answer answer;
    struct message intent = job_intent(job, INTENT_UPDATE);
    fill_intent(&intent, content);
    intent.intent_record.body = page.body;
    intent.intent_record.version = base;
    wire->api->update_page(&wire->site, &page, &call);
    enum update_result result = UPDATE_LOST;
    if (job_send(job, &call, &intent, &answer, verdict) == JOB_OK)
        result = judge_update(job, content, &call, &answer, verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

static enum update_result write_page(struct job *job, const struct publish_content *content,
    const struct remote_page *remote, int64_t base, struct verdict *verdict)
{
    struct text carried = text_new(CALL_BODY_MAX);
    struct blob body = content->body;
    enum update_result result = UPDATE_FAILED;
    if (carry_comments(job, remote, &body, &carried) == JOB_OK)
        result = send_update(job, content, body, base, verdict);
    text_free(&carried);
    return result;
}

/* Reads where that is needed, checks, writes. */
static enum update_result try_update(struct job *job, const struct publish_content *content,
    bool needs_read, struct verdict *verdict)
{
    const struct remote_page *remote = NULL;
    int64_t base = job->known.version;
    if (needs_read) {
        enum job_result result = lookup_page(job, job->known.page_id, &remote);
        if (result == JOB_OK)
            result = remote == NULL
                         ? job_fail_with(job,
                               is_bound(job) ? RETRY_PROBLEM_bound_gone : RETRY_PROBLEM_hidden,
                               job->known.page_id, NULL)
                         : check_version(job, content, remote, &base);
        if (result != JOB_OK)
            return result == JOB_LOST ? UPDATE_LOST : UPDATE_FAILED;
        if (base == 0)
            return UPDATE_DONE;
    }
    return write_page(job, content, remote, base, verdict);
}

enum job_result publish_update(struct job *job, const struct publish_content *content)
{
    const struct config *config = stage_config(job->wire->run);
    bool needs_read = job->lease->is_unverified || is_bound(job) ||
                      (config->publish.comments != CONFIG_COMMENTS_ignore && !job->lease->is_fresh);
    struct verdict verdict;
    for (int i = 0; i < UPDATE_TRIES; i++) {
        enum update_result result = try_update(job, content, needs_read || i > 0, &verdict);
        if (result == UPDATE_DONE)
            return JOB_OK;
        if (result == UPDATE_LOST)
            return JOB_LOST;
        if (result == UPDATE_FAILED)
            return JOB_FAILED;
        if (result == UPDATE_BUSY && wire_wait(job->wire, BUSY_MS) != 0)
            return JOB_LOST;
    }
    return job_fail(job, &verdict);
}

/* ---------------------------------------------------------------- move */

static enum job_result finish_move(struct job *job, const struct publish_content *content,
    const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    if (verdict->class == RETRY_DONE)
        return publish_report(
            job, INTENT_UPDATE, job->known.page_id, job->known.version, content, false);
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return JOB_LOST;
    if (verdict->problem == RETRY_PROBLEM_title)
        return explain_title(job, content, NULL);
    if (publish_is_missing(verdict))
        return explain_missing(job, content->parent_id, verdict);
    if (verdict->problem == RETRY_PROBLEM_refused)
        retry_change(verdict, RETRY_PROBLEM_move, call, answer);
    return job_fail(job, verdict);
}

static enum job_result send_move(struct job *job, const struct publish_content *content)
{
    struct wire *wire = job->wire;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_UPDATE);
    fill_intent(&intent, content);
    intent.intent_record.version = job->known.version;
    wire->api->move_page(&wire->site, job->known.page_id, content->parent_id, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK)
        result = finish_move(job, content, &call, &answer, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

/* Read first: a move would undo the one that a person made, without a trace. */
enum job_result publish_move(struct job *job, const struct publish_content *content)
{
    const struct remote_page *page = NULL;
    int64_t base = 0;
    if (job->wire->api->move_page == NULL)
        return publish_update(job, content);
    enum job_result result = JOB_OK;
    if (!job->lease->is_fresh || job->lease->is_unverified) {
        result = lookup_page(job, job->known.page_id, &page);
        if (result == JOB_OK)
            result = page == NULL
                         ? job_fail_with(job, RETRY_PROBLEM_hidden, job->known.page_id, NULL)
                         : check_version(job, content, page, &base);
        if (result == JOB_OK && base == 0)
            return JOB_OK;
    }
    bool is_there = page != NULL && strcmp(page->parent_id, content->parent_id) == 0;
    if (result == JOB_OK && is_there && !job->is_later && base == job->known.version)
        return publish_report(job, INTENT_UPDATE, page->id, base, content, true);
    if (result == JOB_OK && job->is_later)
        return publish_update(job, content); /* its text is another than is known, too */
    if (result == JOB_OK && base > job->known.version)
        job->known.version = base; /* published over, by a person's word: so it stays */
    return result == JOB_OK ? send_move(job, content) : result;
}
