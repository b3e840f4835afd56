/* SPDX-License-Identifier: MIT */
#include "uploader/attach.h"

#include "base/beneath.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "storage/drawing.h"
#include "uploader/intent.h"
#include "uploader/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

/* ---------------------------------------------------------------- reporting */

/* An upload takes no condition: that somebody was there first shows in the version it made. */
static void note_replaced(struct job *job, const char *name)
{
    struct text note = text_new(1024);
    text_add_format(&note,
        "a version of %.255s that somebody uploaded in Confluence was replaced: its history has it",
        name);
    log_warning("%s: %s", job->lease->path, note.data);
    job->note = job_keep(job, note.data);
    text_free(&note);
}

enum job_result attach_report(struct job *job, enum intent_kind kind, size_t place,
    const struct remote_file *file, struct blob digest, bool is_recovered)
{
    struct item_attachment *known = &job->attachments[place];
    if (kind == INTENT_ATTACH_DATA && !is_recovered && known->known_version > 0 &&
        file->version > known->known_version + 1)
        note_replaced(job, known->name);
    known->known_id = file->id;
    known->known_version = file->version;
    known->known_digest = digest;
    struct message step = job_step(job, kind, is_recovered);
    step.step_report.name = known->name;
    step.step_report.attachment_id = file->id;
    step.step_report.attachment_version = file->version;
    step.step_report.digest = digest;
    step.step_report.note = job->note;
    job->note = "";
    log_info(
        "%s: attachment %s, version %lld", job->lease->path, known->name, (long long)file->version);
    return job_report(job, &step);
}

enum job_result attach_report_deleted(struct job *job, size_t place, bool is_recovered)
{
    struct item_attachment *known = &job->attachments[place];
    known->known_id = "";
    known->known_version = 0;
    known->known_digest = (struct blob){ 0 };
    struct message step = job_step(job, INTENT_ATTACH_DELETE, is_recovered);
    step.step_report.name = known->name;
    log_info("%s: attachment %s is deleted", job->lease->path, known->name);
    return job_report(job, &step);
}

/* ---------------------------------------------------------------- reading the file */

/* A file of the tree, or an image that was drawn and lies in the state folder. */
static int open_wanted(const struct config *config, const char *path)
{
    const char *drawing = drawing_name(path);
    if (drawing == NULL)
        return beneath_open(config->docs.root, path); /* as the converter read it */
    char *file = drawing_file(config->state, drawing);
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int error = errno;
    memory_free(&file);
    errno = error;
    return fd;
}

static enum job_result fail_file(
    struct job *job, const struct item_attachment *attachment, enum retry_problem problem)
{
    struct verdict verdict;
    retry_set(&verdict, problem, attachment->path);
    return job_fail(job, &verdict);
}

/* The bytes of exactly the wanted version; the caller frees *data. */
static enum job_result read_wanted(
    struct job *job, const struct item_attachment *attachment, char **data, size_t *size)
{
    *data = NULL;
    int fd = open_wanted(stage_config(job->wire->run), attachment->path);
    if (fd < 0)
        return fail_file(job, attachment,
            errno == EACCES ? RETRY_PROBLEM_file_unreadable : RETRY_PROBLEM_file_changed);
    enum file_result result = file_read_descriptor(fd, ATTACH_MAX_BYTES, data, size);
    close(fd);
    if (result == FILE_TOO_LARGE)
        return fail_file(job, attachment, RETRY_PROBLEM_file_size);
    if (result == FILE_UNREADABLE)
        return fail_file(job, attachment, RETRY_PROBLEM_file_unreadable);
    if (result != FILE_OK)
        return fail_file(job, attachment, RETRY_PROBLEM_file_changed);
    struct digest digest = digest_of(*data, *size);
    struct blob found = { digest.bytes, sizeof digest.bytes };
    if (plan_same_digest(found, attachment->wanted_digest))
        return JOB_OK;
    memory_free(data);
    return fail_file(job, attachment, RETRY_PROBLEM_file_changed);
}

/* ---------------------------------------------------------------- uploading */

/* One upload, as new or as a new version of what is known. The verdict says how it went; `version`
   problems of the name are the caller's. */
static enum job_result send_file(struct job *job, size_t place, const struct call_file *file,
    struct answer *answer, struct verdict *verdict)
{
    const struct item_attachment *attachment = &job->attachments[place];
    bool is_new = attachment->known_id[0] == '\0';
    struct call call;
    struct message intent = job_intent(job, is_new ? INTENT_ATTACH : INTENT_ATTACH_DATA);
    intent.intent_record.name = attachment->name;
    intent.intent_record.digest = attachment->wanted_digest;
    intent.intent_record.version = attachment->known_version;
    if (is_new)
        confluence_add_file(job->known.page_id, file, &call);
    else
        confluence_add_file_data(job->known.page_id, attachment->known_id, file, &call);
    enum job_result result = job_send(job, &call, &intent, answer, verdict);
    if (result == JOB_OK && verdict->class != RETRY_DONE)
        result = job_explain(job, &call, answer, verdict);
    if (result == JOB_OK && verdict->class == RETRY_DONE) {
        struct remote_file remote;
        json_t *json = answer_json(answer);
        bool is_read = confluence_parse_upload(json, job->wire->pool, &remote) == 0;
        json_decref(json);
        verdict->class = is_read ? RETRY_DONE : RETRY_UNKNOWN;
        if (is_read)
            result = attach_report(job, (enum intent_kind)intent.intent_record.kind, place, &remote,
                attachment->wanted_digest, false);
        else
            retry_change(verdict, RETRY_PROBLEM_unreadable, &call, answer);
    }
    call_free(&call);
    return result;
}

/*
 * The name is taken (a new one), or the known one is not there (a new version): what is there now?
 * JOB_OK and *again: known was corrected, upload once more.
 */
static enum job_result look_again(
    struct job *job, size_t place, const struct verdict *verdict, bool *again)
{
    struct item_attachment *attachment = &job->attachments[place];
    const struct remote_page *page;
    const struct remote_file *file;
    enum job_result result = lookup_page(job, job->known.page_id, &page);
    if (result != JOB_OK)
        return result;
    if (!lookup_is_current(page)) {
        struct verdict gone;
        retry_set(
            &gone, page == NULL ? RETRY_PROBLEM_hidden : lookup_why_gone(page), job->known.page_id);
        job->remote = page;
        return job_fail(job, &gone);
    }
    result = lookup_file(job, attachment->name, &file);
    if (result != JOB_OK)
        return result;
    struct intent sent = { .digest = attachment->wanted_digest };
    if (intent_judge_upload(&sent, file, attachment->size) == INTENT_APPLIED)
        return attach_report(job, INTENT_ATTACH, place, file, attachment->wanted_digest, true);
    bool was_there = attachment->known_id[0] != '\0';
    *again = (file != NULL) != was_there ||
             (file != NULL && strcmp(file->id, attachment->known_id) != 0);
    attachment->known_id = file == NULL ? "" : file->id;
    attachment->known_version = file == NULL ? 0 : file->version;
    if (*again)
        return JOB_OK;
    /* Page and attachment are as known: Confluence says 404 to what is too large. */
    struct verdict large;
    retry_set(
        &large, verdict->status == 404 ? RETRY_PROBLEM_size : verdict->problem, attachment->path);
    return job_fail(job, &large);
}

static bool may_be_elsewhere(const struct verdict *verdict)
{
    return verdict->problem == RETRY_PROBLEM_file_exists ||
           verdict->problem == RETRY_PROBLEM_hidden || verdict->problem == RETRY_PROBLEM_missing;
}

static enum job_result upload(struct job *job, size_t place, const struct call_file *file)
{
    for (int i = 0; i < 2; i++) {
        struct answer answer;
        struct verdict verdict;
        bool again = false;
        enum job_result result = send_file(job, place, file, &answer, &verdict);
        answer_free(&answer);
        if (result != JOB_OK || verdict.class == RETRY_DONE)
            return result;
        if (i > 0 || !may_be_elsewhere(&verdict))
            return job_fail(job, &verdict);
        result = look_again(job, place, &verdict, &again);
        if (!again)
            return result;
    }
    return JOB_OK;
}

/* A page that was recognised may have the file: that is found out without writing. JOB_OK with
 *is_there: it is, and reported. */
static enum job_result find_recognised(struct job *job, size_t place, bool *is_there)
{
    struct item_attachment *attachment = &job->attachments[place];
    const struct remote_file *file;
    bool is_new = job->lease->is_recognised && attachment->known_id[0] == '\0';
    if (!is_new && !job->lease->is_unverified)
        return JOB_OK;
    enum job_result result = lookup_file(job, attachment->name, &file);
    attachment->known_id = "";
    attachment->known_version = 0;
    if (result != JOB_OK || file == NULL)
        return result;
    struct intent sent = { .digest = attachment->wanted_digest };
    *is_there = intent_judge_upload(&sent, file, attachment->size) == INTENT_APPLIED;
    if (*is_there)
        return attach_report(job, INTENT_ATTACH, place, file, attachment->wanted_digest, true);
    attachment->known_id = file->id;
    attachment->known_version = file->version;
    return JOB_OK;
}

enum job_result attach_upload(struct job *job, size_t place)
{
    bool is_there = false;
    enum job_result found = find_recognised(job, place, &is_there);
    if (found != JOB_OK || is_there)
        return found;
    const struct item_attachment *attachment = &job->attachments[place];
    char *data;
    size_t size = 0;
    enum job_result result = read_wanted(job, attachment, &data, &size);
    if (result == JOB_OK) {
        char marker[INTENT_MARKER_BYTES];
        intent_marker(attachment->wanted_digest, marker);
        struct call_file file = {
            .name = attachment->name,
            .comment = marker,
            .data = data,
            .size = size,
            .is_minor = !stage_config(job->wire->run)->publish.notify,
        };
        result = upload(job, place, &file);
    }
    memory_free(&data);
    return result;
}

enum job_result attach_delete(struct job *job, size_t place)
{
    struct wire *wire = job->wire;
    const struct item_attachment *attachment = &job->attachments[place];
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_ATTACH_DELETE);
    intent.intent_record.name = attachment->name;
    intent.intent_record.digest = attachment->known_digest;
    intent.intent_record.version = attachment->known_version;
    wire->api->delete_file(&wire->site, job->known.page_id, attachment->known_id, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK && verdict.class != RETRY_DONE)
        result = job_explain(job, &call, &answer, &verdict);
    bool is_gone =
        verdict.problem == RETRY_PROBLEM_hidden || verdict.problem == RETRY_PROBLEM_missing;
    if (result == JOB_OK && (verdict.class == RETRY_DONE || is_gone))
        result = attach_report_deleted(job, place, is_gone);
    else if (result == JOB_OK)
        result = job_fail(job, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}
