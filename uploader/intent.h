/* SPDX-License-Identifier: MIT */
/*
 * How an open intent is settled: what was found in Confluence against what was sent. Pure.
 */
#ifndef CMSYNC_UPLOADER_INTENT_H
#define CMSYNC_UPLOADER_INTENT_H

#include "uploader/remote.h"

#include <stdbool.h>

enum { INTENT_MARKER_BYTES = 40, INTENT_MESSAGE_BYTES = 112, INTENT_LOOKS = 4 };

/* What was sent, as it was recorded. */
struct intent {
    enum intent_kind kind;
    const char *title;
    const char *parent_id;
    struct blob body;
    struct blob digest;
    int64_t version; /* base version of page or attachment */
    const char *name;
    const char *labels;
    int64_t at_ms;    /* by our clock */
    const char *date; /* the server's, before it; "" when it had not spoken yet */
};

enum intent_finding {
    INTENT_APPLIED,     /* it is there as it was sent */
    INTENT_NOT_APPLIED, /* things are as before */
    INTENT_FOREIGN,     /* something that is not of ours came in between */
};

/* The open intent of a lease. */
void intent_from_lease(struct intent *intent, const struct message_lease_given *lease);

/* A version message with our mark: cmsync wrote the version, or somebody who may write there
 * himself. */
bool intent_is_marked(const char *message);

/* `cmsync 0123456789abcdef`: what our version messages and attachment comments say. */
void intent_marker(struct blob digest, char marker[INTENT_MARKER_BYTES]);

/* The marker, and behind it the commit that the tree is at: a version message. */
void intent_message(struct blob digest, const char *revision, char message[INTENT_MESSAGE_BYTES]);

/* The text is the marker of this digest, alone or with words behind. */
bool intent_has_marker(const char *text, struct blob digest);

/*
 * A create: `page` is what has its title now, NULL for none. `account_id` is ours. A page carries
 * our marker (Data Center), or it has title, parent, author, version 1, time and body of the
 * intent.
 */
enum intent_finding intent_judge_create(
    const struct intent *intent, const struct remote_page *page, const char *account_id);

/*
 * A create that was refused, as `page` has its title. The same without regard to time: another
 * runner, or an earlier run that nothing is known of, may have made it. It reads as ours, so to
 * take it for ours loses nothing.
 */
enum intent_finding intent_judge_refused(
    const struct intent *intent, const struct remote_page *page, const char *account_id);

/* An update: `page` is the page now. */
enum intent_finding intent_judge_update(
    const struct intent *intent, const struct remote_page *page, const char *account_id);

/* A deletion: `page` NULL means that there is none (any more). */
enum intent_finding intent_judge_delete(const struct remote_page *page);

/* An upload (new or new version): `file` is what has its name now, NULL for none. `size` of what
   was sent, -1 when it is not known any more. */
enum intent_finding intent_judge_upload(
    const struct intent *intent, const struct remote_file *file, int64_t size);

/* Milliseconds to wait before look-up number `look` (from 0) of a create that found nothing: a
   page just created may hide for some seconds. */
int64_t intent_look_wait_ms(int look);

/* Labels in either list, one a line, each once. */
void intent_join_labels(const char *a, const char *b, struct text *out);

#endif
