/* SPDX-License-Identifier: MIT */
/* A page that comes back from the trash, as it was there. Results as in job.h. */
#ifndef CMSYNC_UPLOADER_RESTORE_H
#define CMSYNC_UPLOADER_RESTORE_H

#include "uploader/intent.h"
#include "uploader/job.h"

/* Brings the lease's page back, or forgets it where it cannot come back and the lease allows a new
   one; job->known says then what Confluence has. */
enum job_result restore_page(struct job *job);

/* What became of the call that was to bring it back. */
enum job_result restore_settle(struct job *job, const struct intent *intent);

#endif
