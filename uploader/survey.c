/* SPDX-License-Identifier: MIT */
#include "uploader/survey.h"

#include "base/digest.h"
#include "base/log.h"
#include "storage/canonical.h"
#include "uploader/lookup.h"
#include "uploader/parts.h"

#include <string.h>

#include <jansson.h>

enum {
    SPACE_PARTS_MOST = 4, /* in one errand: the texts stay in memory until its end */
    KEEP_ROUNDS = 3,
};

/* ---------------------------------------------------------------- the manifest as it is */

static enum job_result fail_root(struct job *job)
{
    if (wire_forget_site(job->wire) != 0)
        return JOB_LOST;
    return job_fail_with(job, RETRY_PROBLEM_root_gone, job->wire->site.root_id, NULL);
}

static enum job_result read_parts(struct job *job, struct parts_found *found)
{
    struct remote_properties list = { 0 };
    enum job_result result = lookup_properties(job, job->wire->site.root_id, &list);
    if (result == JOB_OK && list.items == NULL)
        return fail_root(job);
    if (result == JOB_OK)
        parts_read(list.items, list.count, job->wire->pool, found);
    return result;
}

static void report_found(
    const struct job *job, const struct parts_found *found, struct message_errand_report *report)
{
    int64_t now_ms = answer_date_ms(job->wire->date);
    int64_t then_ms = answer_time_ms(found->written);
    bool is_known = now_ms >= 0 && then_ms >= 0;
    report->is_torn = found->state == PARTS_TORN;
    report->manifest = found->manifest;
    report->parts = found->properties;
    report->runner = found->runner;
    report->age_ms = !is_known ? -1 : now_ms > then_ms ? now_ms - then_ms : 0;
}

enum job_result survey_manifest(struct job *job, struct message_errand_report *report)
{
    struct parts_found found = { .state = PARTS_NONE };
    enum job_result result = read_parts(job, &found);
    if (result == JOB_OK)
        report_found(job, &found, report);
    return result;
}

/* ---------------------------------------------------------------- the pages of the space */

/* It was there once: deleted and made anew it has another number, which the next run finds out. */
static enum job_result fail_space(struct job *job)
{
    if (wire_forget_site(job->wire) != 0)
        return JOB_LOST;
    return job_fail_with(job, RETRY_PROBLEM_no_space, job->wire->site.space_key, NULL);
}

static void add_body(
    struct memory_pool *pool, const struct remote_page *page, struct item_remote_page *item)
{
    struct text canonical = text_new(CANONICAL_MAX_BYTES);
    if (page->has_body &&
        canonical_add((const char *)page->body.data, page->body.size, &canonical) == 0 &&
        !canonical.overflowed) {
        struct digest digest = digest_of(canonical.data, canonical.length);
        item->digest.data =
            (const unsigned char *)memory_pool_copy(pool, digest.bytes, sizeof digest.bytes);
        item->digest.size = sizeof digest.bytes;
        item->anchors = canonical_count_anchors((const char *)page->body.data, page->body.size);
    }
    text_free(&canonical);
}

static void add_page(
    struct memory_pool *pool, const struct remote_page *page, struct message_errand_report *report)
{
    struct item_remote_page *item = &report->pages[report->pages_count++];
    *item = (struct item_remote_page){
        .id = page->id,
        .status = "current",
        .title = page->title,
        .parent_id = page->parent_id,
        .version = page->version,
        .author = page->author_name,
        .author_id = page->author_id,
        .creator_id = page->creator_id,
        .message = page->message,
    };
    add_body(pool, page, item);
}

/* One part; without texts where they are too much for one answer. *json NULL: no such space. */
static enum job_result ask_part(struct job *job, const char *from, json_t **json)
{
    struct wire *wire = job->wire;
    struct call call;
    struct job with_texts = *job;
    wire->api->list_space(&wire->site, true, from, &call);
    enum job_result result = lookup_json(&with_texts, &call, json);
    call_free(&call);
    if (result == JOB_FAILED && with_texts.end.problem == RETRY_PROBLEM_answer_size) {
        wire->api->list_space(&wire->site, false, from, &call);
        result = lookup_json(job, &call, json);
        call_free(&call);
    } else if (result == JOB_FAILED) {
        job->end = with_texts.end;
    }
    return result;
}

static enum job_result list_part(
    struct job *job, const char **from, struct message_errand_report *report)
{
    struct wire *wire = job->wire;
    json_t *json;
    struct remote_pages pages = { 0 };
    enum job_result result = ask_part(job, *from, &json);
    if (result == JOB_OK && json == NULL)
        result = fail_space(job);
    if (result == JOB_OK && confluence_parse_pages(wire->api, json, wire->pool, &pages) != 0)
        result =
            job_fail_with(job, RETRY_PROBLEM_unreadable, "the list of the space's pages", NULL);
    for (size_t i = 0; i < pages.count; i++)
        if (lookup_is_current(&pages.items[i]) &&
            strcmp(pages.items[i].id, wire->site.root_id) != 0)
            add_page(wire->pool, &pages.items[i], report);
    *from = wire->api->parse_from(json, wire->pool);
    json_decref(json);
    return result;
}

enum job_result survey_space(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    struct wire *wire = job->wire;
    report->pages = memory_pool_take(
        wire->pool, (size_t)SPACE_PARTS_MOST * REMOTE_LIST_MAX * sizeof *report->pages);
    const char *from = given->from;
    enum job_result result = JOB_OK;
    for (int i = 0; i < SPACE_PARTS_MOST && i < given->requests && result == JOB_OK; i++) {
        result = list_part(job, &from, report);
        if (from[0] == '\0')
            break;
    }
    if (result == JOB_OK && report->pages_count > 0)
        result = job_learn_account(job);
    report->from = from;
    report->account_id = wire->site.account_id;
    return result;
}

/* ---------------------------------------------------------------- writing the manifest */

/* JOB_FAILED with *is_other: the property is not as we thought. */
static enum job_result take_step(struct job *job, struct parts_step *step, bool *is_other)
{
    struct wire *wire = job->wire;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    const char *root_id = wire->site.root_id;
    if (step->is_deletion)
        wire->api->delete_property(&wire->site, root_id, &step->property, &call);
    else
        wire->api->write_property(&wire->site, root_id, &step->property, &call);
    enum job_result result =
        wire_send(wire, &call, NULL, &answer, &verdict) == 0 ? JOB_OK : JOB_LOST;
    if (result == JOB_OK && verdict.class == RETRY_DONE && !step->is_deletion) {
        json_t *json = answer_json(&answer);
        struct remote_property written = { .id = "" };
        /* Its version is the one that was sent, whether or not the answer says so. */
        int parsed = wire->api->parse_property(json, wire->pool, &written);
        if (parsed == 0 || written.id[0] != '\0')
            step->property.id = written.id;
        else
            result = job_fail_with(job, RETRY_PROBLEM_unreadable, call.operation, NULL);
        json_decref(json);
    } else if (result == JOB_OK && verdict.class != RETRY_DONE) {
        *is_other = answer.status == 400 || answer.status == 404 || answer.status == 409;
        bool is_gone = step->is_deletion && answer.status == 404;
        result = is_gone ? JOB_OK : JOB_FAILED;
        if (!*is_other)
            (void)job_fail(job, &verdict); /* is JOB_FAILED */
    }
    answer_free(&answer);
    call_free(&call);
    return result;
}

static enum job_result take_steps(struct job *job, const struct parts_plan *plan, bool *is_other)
{
    enum job_result result = JOB_OK;
    for (size_t i = 0; i < plan->count && result == JOB_OK; i++)
        result = take_step(job, &plan->steps[i], is_other);
    return result;
}

/* Looks what is there. JOB_OK with *parts to go on; a beaten report otherwise. */
static enum job_result look_again(struct job *job, const struct message_errand_given *given,
    const char **parts, struct message_errand_report *report)
{
    struct parts_found found = { .state = PARTS_NONE };
    enum job_result result = read_parts(job, &found);
    if (result != JOB_OK)
        return result;
    *parts = found.properties;
    bool is_other = found.state != PARTS_NONE && strcmp(found.runner, given->runner) != 0;
    if (is_other) {
        report_found(job, &found, report);
        report->is_beaten = true;
    }
    return JOB_OK;
}

enum job_result survey_keep(
    struct job *job, const struct message_errand_given *given, struct message_errand_report *report)
{
    struct memory_pool *pool = job->wire->pool;
    const char *parts = given->parts;
    enum job_result result = JOB_OK;
    if (parts[0] == '\0')
        result = look_again(job, given, &parts, report);
    for (int i = 0; i < KEEP_ROUNDS && result == JOB_OK && !report->is_beaten; i++) {
        struct parts_plan plan;
        bool is_other = false;
        if (parts_plan(given->manifest, given->runner, parts, pool, &plan) != 0)
            return job_fail_with(job, RETRY_PROBLEM_impossible, "the manifest is too large", NULL);
        result = take_steps(job, &plan, &is_other);
        if (result == JOB_OK) {
            report->parts = parts_after(&plan, parts, pool);
            report->runner = given->runner;
            return JOB_OK;
        }
        if (result == JOB_FAILED && is_other)
            result = look_again(job, given, &parts, report);
    }
    if (result == JOB_OK && !report->is_beaten)
        return job_fail_with(job, RETRY_PROBLEM_lock, "properties of the root page", NULL);
    return result;
}
