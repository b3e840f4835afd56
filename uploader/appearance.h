/* SPDX-License-Identifier: MIT */
/* How a page is shown: content properties, written where they are others. */
#ifndef CMSYNC_UPLOADER_APPEARANCE_H
#define CMSYNC_UPLOADER_APPEARANCE_H

#include "uploader/job.h"

/* Sets what the lease asks for. */
enum job_result appearance_set(struct job *job);

#endif
