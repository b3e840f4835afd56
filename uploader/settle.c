/* SPDX-License-Identifier: MIT */
#include "uploader/settle.h"

#include "base/log.h"
#include "uploader/attach.h"
#include "uploader/discard.h"
#include "uploader/intent.h"
#include "uploader/label.h"
#include "uploader/lookup.h"
#include "uploader/publish.h"
#include "uploader/restore.h"

#include <string.h>

static void content_of(const struct intent *intent, struct publish_content *content)
{
    *content = (struct publish_content){
        .title = intent->title,
        .parent_id = intent->parent_id,
        .body = intent->body,
        .digest = intent->digest,
    };
}

/* ---------------------------------------------------------------- the page */

/* Looks by the title that was sent, again and again while there is nothing: a page just created
   may hide for some seconds. */
static enum job_result find_created(
    struct job *job, const struct intent *intent, const struct remote_page **page)
{
    enum job_result result = JOB_OK;
    *page = NULL;
    for (int i = 0; i < INTENT_LOOKS && result == JOB_OK && *page == NULL; i++) {
        if (wire_wait(job->wire, intent_look_wait_ms(i)) != 0)
            return JOB_LOST;
        result = lookup_title(job, intent->title, page);
    }
    return result;
}

static enum job_result settle_create(struct job *job, const struct intent *intent)
{
    const struct remote_page *page;
    struct publish_content content;
    content_of(intent, &content);
    enum job_result result = find_created(job, intent, &page);
    /* Data Center's marker says whose page it is; without, it depends on who we are. */
    if (result == JOB_OK && page != NULL && page->message[0] == '\0')
        result = job_learn_account(job);
    if (result != JOB_OK)
        return result;
    enum intent_finding finding =
        page == NULL ? INTENT_NOT_APPLIED
                     : intent_judge_create(intent, page, job->wire->site.account_id);
    switch (finding) {
    case INTENT_APPLIED:
        return publish_report(job, INTENT_CREATE, page->id, page->version, &content, true);
    case INTENT_FOREIGN:
        log_info("%s: another page has the title that was sent", job->lease->path);
        return job_drop_intent(job);
    case INTENT_NOT_APPLIED:
        break;
    }
    /* The same again, even where the file has another name by now or is gone: only so a late first
       copy is refused for its title. */
    return publish_create(job, &content);
}

/* The page still has the version that the update was based on. */
static enum job_result burn_version(struct job *job, const struct intent *intent)
{
    struct publish_content content;
    if (job->lease->is_wanted)
        publish_from_lease(job, &content);
    else
        content_of(intent, &content); /* else a late update would bring it back from the trash */
    if (content.body.size == 0 && intent->body.size == 0 && !job->lease->is_wanted)
        return job_drop_intent(job);
    return publish_update(job, &content);
}

static enum job_result settle_update(struct job *job, const struct intent *intent)
{
    const struct remote_page *page;
    struct publish_content content;
    content_of(intent, &content);
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    if (!lookup_is_current(page))
        return job_drop_intent(job); /* the update that follows says what that means */
    if (page->message[0] == '\0' && (result = job_learn_account(job)) != JOB_OK)
        return result;
    switch (intent_judge_update(intent, page, job->wire->site.account_id)) {
    case INTENT_APPLIED:
        return publish_report(job, INTENT_UPDATE, page->id, page->version, &content, true);
    case INTENT_FOREIGN:
        return job_drop_intent(job);
    case INTENT_NOT_APPLIED:
        break;
    }
    return burn_version(job, intent);
}

static enum job_result settle_delete(struct job *job)
{
    const struct remote_page *page;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    if (intent_judge_delete(page) == INTENT_APPLIED)
        return publish_report_deleted(job, true);
    return discard_page(job); /* even if the file is back: then it is created anew */
}

/* ---------------------------------------------------------------- what belongs to it */

/* The place of the intent's attachment in the lease's list; the count when it is not there. */
static size_t find_place(const struct job *job, const struct intent *intent)
{
    size_t place = 0;
    while (place < job->lease->attachments_count &&
           strcmp(job->attachments[place].name, intent->name) != 0)
        place++;
    return place;
}

static enum job_result settle_upload(struct job *job, const struct intent *intent)
{
    const struct remote_file *file;
    size_t place = find_place(job, intent);
    if (place == job->lease->attachments_count)
        return job_drop_intent(job);
    struct item_attachment *known = &job->attachments[place];
    enum job_result result = lookup_file(job, intent->name, &file);
    if (result != JOB_OK)
        return result;
    bool is_same = plan_same_digest(known->wanted_digest, intent->digest);
    switch (intent_judge_upload(intent, file, is_same ? known->size : -1)) {
    case INTENT_APPLIED:
        return attach_report(job, intent->kind, place, file, intent->digest, true);
    case INTENT_FOREIGN:
        known->known_id = file->id;
        known->known_version = file->version;
        known->known_digest = (struct blob){ 0 }; /* ours goes over it as a new version */
        break;
    case INTENT_NOT_APPLIED:
        break;
    }
    return job_drop_intent(job);
}

static enum job_result settle_file_deletion(struct job *job, const struct intent *intent)
{
    const struct remote_file *file;
    size_t place = find_place(job, intent);
    if (place == job->lease->attachments_count)
        return job_drop_intent(job);
    enum job_result result = lookup_file(job, intent->name, &file);
    if (result != JOB_OK)
        return result;
    return file == NULL ? attach_report_deleted(job, place, true) : job_drop_intent(job);
}

enum job_result settle_intent(struct job *job)
{
    struct intent intent;
    intent_from_lease(&intent, job->lease);
    if (intent.kind != INTENT_NONE)
        log_debug("%s: settles an open intent", job->lease->path);
    switch (intent.kind) {
    case INTENT_CREATE:
        return settle_create(job, &intent);
    case INTENT_UPDATE:
        return settle_update(job, &intent);
    case INTENT_DELETE:
        return settle_delete(job);
    case INTENT_ATTACH:
    case INTENT_ATTACH_DATA:
        return settle_upload(job, &intent);
    case INTENT_ATTACH_DELETE:
        return settle_file_deletion(job, &intent);
    case INTENT_LABELS:
        return job->lease->is_wanted ? label_page(job, intent.labels) : job_drop_intent(job);
    case INTENT_RESTORE:
        return restore_settle(job, &intent);
    case INTENT_NONE:
    case INTENT_PROPERTY:
    case INTENT_ORDER:
    case INTENT_COUNT:
        break;
    }
    return intent.kind == INTENT_NONE ? JOB_OK : job_drop_intent(job);
}
