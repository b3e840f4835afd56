/* SPDX-License-Identifier: MIT */
#include "uploader/intent.h"

#include "base/digest.h"
#include "base/hex.h"
#include "base/unicode.h"
#include "storage/canonical.h"
#include "uploader/answer.h"
#include "uploader/plan.h"

#include <stdio.h>
#include <string.h>

/* Without a date of the server: how far its clock and ours may be apart. */
enum { CLOCKS_APART_MS = 15 * 60 * 1000 };

void intent_from_lease(struct intent *intent, const struct message_lease_given *lease)
{
    *intent = (struct intent){
        .kind = (enum intent_kind)lease->intent,
        .title = lease->intent_title,
        .parent_id = lease->intent_parent_id,
        .body = lease->intent_body,
        .digest = lease->intent_digest,
        .version = lease->intent_version,
        .name = lease->intent_name,
        .labels = lease->intent_labels,
        .at_ms = lease->intent_at_ms,
        .date = lease->intent_date,
    };
}

static const char marker_start[] = "cmsync ";

bool intent_is_marked(const char *message)
{
    return strncmp(message, marker_start, sizeof marker_start - 1) == 0;
}

void intent_marker(struct blob digest, char marker[INTENT_MARKER_BYTES])
{
    memcpy(marker, marker_start, sizeof marker_start);
    hex_print(digest.data, digest.size < 8 ? digest.size : 8, marker + sizeof marker_start - 1);
}

void intent_message(struct blob digest, const char *revision, char message[INTENT_MESSAGE_BYTES])
{
    char marker[INTENT_MARKER_BYTES];
    bool is_hex = strspn(revision, "0123456789abcdef") == strlen(revision);
    intent_marker(digest, marker);
    snprintf(message, INTENT_MESSAGE_BYTES, "%s%s%.64s", marker,
        is_hex && revision[0] != '\0' ? " " : "", is_hex ? revision : "");
}

bool intent_has_marker(const char *text, struct blob digest)
{
    char marker[INTENT_MARKER_BYTES];
    intent_marker(digest, marker);
    size_t length = strlen(marker);
    return digest.size == DIGEST_BYTES && strncmp(text, marker, length) == 0 &&
           (text[length] == '\0' || text[length] == ' ');
}

static bool same_place(const struct intent *intent, const struct remote_page *page)
{
    return unicode_same_title(intent->title, page->title) &&
           strcmp(intent->parent_id, page->parent_id) == 0;
}

static bool same_body(const struct intent *intent, const struct remote_page *page)
{
    return page->has_body && canonical_equal((const char *)intent->body.data, intent->body.size,
                                 (const char *)page->body.data, page->body.size);
}

/* Created not before the intent, by the server's own clock where it had spoken. */
static bool is_recent(const struct intent *intent, const char *created)
{
    int64_t created_ms = answer_time_ms(created);
    int64_t date_ms = answer_date_ms(intent->date);
    if (created_ms < 0)
        return false;
    return created_ms >= (date_ms >= 0 ? date_ms : intent->at_ms - CLOCKS_APART_MS);
}

enum intent_finding intent_judge_refused(
    const struct intent *intent, const struct remote_page *page, const char *account_id)
{
    if (page == NULL)
        return INTENT_NOT_APPLIED;
    if (!same_place(intent, page) || page->version != 1)
        return INTENT_FOREIGN;
    if (intent_has_marker(page->message, intent->digest))
        return INTENT_APPLIED;
    bool is_ours = account_id[0] != '\0' && strcmp(page->creator_id, account_id) == 0;
    return is_ours && same_body(intent, page) ? INTENT_APPLIED : INTENT_FOREIGN;
}

enum intent_finding intent_judge_create(
    const struct intent *intent, const struct remote_page *page, const char *account_id)
{
    enum intent_finding finding = intent_judge_refused(intent, page, account_id);
    if (finding != INTENT_APPLIED || intent_has_marker(page->message, intent->digest))
        return finding;
    return is_recent(intent, page->created) ? INTENT_APPLIED : INTENT_FOREIGN;
}

enum intent_finding intent_judge_update(
    const struct intent *intent, const struct remote_page *page, const char *account_id)
{
    if (page->version == intent->version)
        return INTENT_NOT_APPLIED;
    if (page->version != intent->version + 1 || !same_place(intent, page))
        return INTENT_FOREIGN;
    if (intent_has_marker(page->message, intent->digest))
        return INTENT_APPLIED;
    bool is_ours = account_id[0] != '\0' && strcmp(page->author_id, account_id) == 0;
    return is_ours && page->message[0] == '\0' && same_body(intent, page) ? INTENT_APPLIED
                                                                          : INTENT_FOREIGN;
}

enum intent_finding intent_judge_delete(const struct remote_page *page)
{
    bool is_there = page != NULL && strcmp(page->status, "trashed") != 0 &&
                    strcmp(page->status, "deleted") != 0;
    return is_there ? INTENT_NOT_APPLIED : INTENT_APPLIED;
}

enum intent_finding intent_judge_upload(
    const struct intent *intent, const struct remote_file *file, int64_t size)
{
    if (file == NULL)
        return INTENT_NOT_APPLIED;
    bool is_size = size < 0 || file->size < 0 || file->size == size;
    if (is_size && file->version > intent->version &&
        intent_has_marker(file->comment, intent->digest))
        return INTENT_APPLIED;
    return file->version > intent->version ? INTENT_FOREIGN : INTENT_NOT_APPLIED;
}

int64_t intent_look_wait_ms(int look)
{
    return look == 0 ? 0 : (int64_t)1000 << (look - 1); /* 0, 1, 2, 4 s: four looks in 7 s */
}

void intent_join_labels(const char *a, const char *b, struct text *out)
{
    plan_subtract_labels(a, "", out);
    plan_subtract_labels(b, "", out);
}
