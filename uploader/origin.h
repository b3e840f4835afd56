/* SPDX-License-Identifier: MIT */
/*
 * Is a page ours that only the manifest calls so? Whoever may edit the root page may write into
 * its properties: that must not make us write where he could not himself.
 */
#ifndef CMSYNC_UPLOADER_ORIGIN_H
#define CMSYNC_UPLOADER_ORIGIN_H

#include "uploader/job.h"

/* The page was read: JOB_OK when it is ours or need not be looked at, else JOB_FAILED. */
enum job_result origin_check(struct job *job, const struct remote_page *page)
    __attribute__((nonnull));

/* What was met of a page becomes what is known, before anything is written: another version would
   be a conflict, whatever ends this process. */
enum job_result origin_keep_met(struct job *job, const struct remote_page *page)
    __attribute__((nonnull));

/*
 * *is_later: the page has a version that is newer than known, and ours. Its version message says
 * so, as an update leaves the manifest as it is. Where only the manifest tells of the page that is
 * to be expected; else the ledger is an older one, put back: the message has to be of our account,
 * and the store learns of the version.
 */
enum job_result origin_find_later(struct job *job, const struct remote_page *page, bool *is_later)
    __attribute__((nonnull));

/* As origin_check(), for steps that do not read the page themselves. */
enum job_result origin_look(struct job *job);

#endif
