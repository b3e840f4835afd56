/* SPDX-License-Identifier: MIT */
/* The order of the pages below one parent. */
#ifndef CMSYNC_UPLOADER_ORDER_H
#define CMSYNC_UPLOADER_ORDER_H

#include "uploader/job.h"

/* Brings the pages that the lease names into its order, with the fewest moves. */
enum job_result order_pages(struct job *job);

#endif
