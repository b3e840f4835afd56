/* SPDX-License-Identifier: MIT */
/* The labels of a page: ours are added and removed, those that people added stay. */
#ifndef CMSYNC_UPLOADER_LABEL_H
#define CMSYNC_UPLOADER_LABEL_H

#include "uploader/job.h"

/* Makes ours those of the lease. `maybe`: labels, one a line, that a request of ours may have added
   whose end is not known; "" for none. Results as in job.h. */
enum job_result label_page(struct job *job, const char *maybe);

#endif
