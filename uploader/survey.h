/* SPDX-License-Identifier: MIT */
/*
 * What concerns the tree as a whole: the manifest in properties of the root page, read and
 * written, and the list of the space's pages. Each fills the errand's report.
 */
#ifndef CMSYNC_UPLOADER_SURVEY_H
#define CMSYNC_UPLOADER_SURVEY_H

#include "uploader/job.h"

/* The manifest as it is there. */
enum job_result survey_manifest(struct job *job, struct message_errand_report *report);

/* Some parts of the list of pages, and where the next begins. */
enum job_result survey_space(struct job *job, const struct message_errand_given *given,
    struct message_errand_report *report);

/* Writes the manifest, unless somebody else wrote it since we last looked. */
enum job_result survey_keep(struct job *job, const struct message_errand_given *given,
    struct message_errand_report *report);

#endif
