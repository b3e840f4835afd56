/* SPDX-License-Identifier: MIT */
/* A page that goes to the trash. Results as in job.h. */
#ifndef CMSYNC_UPLOADER_DISCARD_H
#define CMSYNC_UPLOADER_DISCARD_H

#include "uploader/job.h"

/* Looked at before it goes: an edit that nobody saw, and pages below it that are not ours, are in
   the way of it. */
enum job_result discard_page(struct job *job);

#endif
