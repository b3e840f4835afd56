/* SPDX-License-Identifier: MIT */
/* The files of a page. Results as in job.h. */
#ifndef CMSYNC_UPLOADER_ATTACH_H
#define CMSYNC_UPLOADER_ATTACH_H

#include "uploader/job.h"
#include "uploader/remote.h"

enum { ATTACH_MAX_BYTES = 100 * 1024 * 1024 };

/* Uploads the attachment at that place of the lease's list: new, or a new version of what is
   known. */
enum job_result attach_upload(struct job *job, size_t place);

/* Deletes one that we uploaded earlier. */
enum job_result attach_delete(struct job *job, size_t place);

/* Reports that the attachment is there with the digest; known follows. */
enum job_result attach_report(struct job *job, enum intent_kind kind, size_t place,
    const struct remote_file *file, struct blob digest, bool is_recovered);

/* Reports that it is gone; known follows. */
enum job_result attach_report_deleted(struct job *job, size_t place, bool is_recovered);

#endif
