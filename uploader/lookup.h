/* SPDX-License-Identifier: MIT */
/* Looking without changing: a page by id, a page by title, an attachment by name. */
#ifndef CMSYNC_UPLOADER_LOOKUP_H
#define CMSYNC_UPLOADER_LOOKUP_H

#include "uploader/job.h"

/*
 * The page in whatever state; *page NULL when there is none that we may see (and the credential is
 * good). JOB_FAILED when that could not be found out.
 */
enum job_result lookup_page(struct job *job, const char *id, const struct remote_page **page);

/* The current page of the space with this title; *page NULL when there is none. */
enum job_result lookup_title(struct job *job, const char *title, const struct remote_page **page);

/* The attachment of the lease's page; *file NULL when there is none. */
enum job_result lookup_file(struct job *job, const char *name, const struct remote_file **file);

/* The page stands where readers find it. */
bool lookup_is_current(const struct remote_page *page);

#endif
