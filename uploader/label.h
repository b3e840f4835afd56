/* SPDX-License-Identifier: MIT */
/* The labels of a page: ours are added and removed, those that people added stay. */
#ifndef CMSYNC_UPLOADER_LABEL_H
#define CMSYNC_UPLOADER_LABEL_H

#include "uploader/job.h"

/* Results as in job.h. */
enum job_result label_page(struct job *job);

/* What became of `sent` is not known: what was to be added is added again. */
enum job_result label_settle(struct job *job, const char *sent);

#endif
