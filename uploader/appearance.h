/* SPDX-License-Identifier: MIT */
/* How wide a page is shown: two content properties, for readers and for the editor (A5). */
#ifndef CMSYNC_UPLOADER_APPEARANCE_H
#define CMSYNC_UPLOADER_APPEARANCE_H

#include "uploader/job.h"

/* Sets the width that the lease asks for, where it is another one. */
enum job_result appearance_set(struct job *job);

#endif
