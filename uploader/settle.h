/* SPDX-License-Identifier: MIT */
/* An open intent comes first: what became of the call that an earlier lease did not see end? */
#ifndef CMSYNC_UPLOADER_SETTLE_H
#define CMSYNC_UPLOADER_SETTLE_H

#include "uploader/job.h"

/* Settles the lease's intent, if any; job->known says then what Confluence has. Results as in
   job.h. */
enum job_result settle_intent(struct job *job);

#endif
