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

/* Whether a newer version than the manifest tells of comes from a runner before this one: an update
   leaves the manifest as it is, and says in its version message what it is. */
bool origin_is_later(const struct job *job, const struct remote_page *page);

/* As origin_check(), for steps that do not read the page themselves. */
enum job_result origin_look(struct job *job);

#endif
