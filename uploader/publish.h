/* SPDX-License-Identifier: MIT */
/* The page itself: create, update, move. Results as in job.h. */
#ifndef CMSYNC_UPLOADER_PUBLISH_H
#define CMSYNC_UPLOADER_PUBLISH_H

#include "uploader/job.h"

/* What a page is to be; borrowed. */
struct publish_content {
    const char *title;
    const char *parent_id;
    struct blob body;
    struct blob digest;
};

/* What the lease wants; the parent is the root page where the lease names none. */
void publish_from_lease(const struct job *job, struct publish_content *content);

enum job_result publish_create(struct job *job, const struct publish_content *content);
enum job_result publish_update(struct job *job, const struct publish_content *content);
enum job_result publish_move(struct job *job, const struct publish_content *content);

/* By the configuration, or by a person who saw that version. */
bool publish_may_overwrite(const struct job *job, int64_t remote_version);

/* The answer says that something is not there. */
bool publish_is_missing(const struct verdict *verdict);

/* Reports that the page is as `content` says, at `version`; known follows. */
enum job_result publish_report(struct job *job, enum intent_kind kind, const char *page_id,
    int64_t version, const struct publish_content *content, bool is_recovered);

/* Reports that the page is gone; known follows. */
enum job_result publish_report_deleted(struct job *job, bool is_recovered);

#endif
