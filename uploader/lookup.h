/* SPDX-License-Identifier: MIT */
/* Looking without changing: a page by id, a page by title, an attachment by name. */
#ifndef CMSYNC_UPLOADER_LOOKUP_H
#define CMSYNC_UPLOADER_LOOKUP_H

#include "uploader/job.h"

struct json_t;

/* Sends a call that reads. JOB_OK with *json (json_decref() it; NULL: there is no such thing). */
enum job_result lookup_json(struct job *job, struct call *call, struct json_t **json);

/*
 * The page in whatever state; *page NULL when there is none that we may see (and the credential is
 * good). JOB_FAILED when that could not be found out.
 */
enum job_result lookup_page(struct job *job, const char *id, const struct remote_page **page);

/* An earlier version of the page, with its text; *page NULL when it is not kept. */
enum job_result lookup_version(
    struct job *job, const char *id, int64_t version, const struct remote_page **page);

/* One part of a listing of pages, without their texts. */
struct lookup_part {
    const char *ids;    /* ours, one a line; used where pages can be asked for by id */
    int64_t start;      /* the first place; used where places are counted */
    const char *cursor; /* "" for the first; what comes back is for the next, "" at the end */
    struct remote_pages pages;
    int64_t next; /* as in errand_report */
};
enum job_result lookup_part(struct job *job, struct lookup_part *part);

/* What stands directly below the page, of any kind that the edition shows; at most REMOTE_LIST_MAX,
   `*from` ("" at first) on, which says then where the rest begins. NULL items: the page is not
   there. */
enum job_result lookup_children(
    struct job *job, const char *id, const char **from, struct remote_pages *children);

/* All properties of a page; NULL items: the page is not there. */
enum job_result lookup_properties(
    struct job *job, const char *page_id, struct remote_properties *list);

/* The current page of the space with this title; *page NULL when there is none. */
enum job_result lookup_title(struct job *job, const char *title, const struct remote_page **page);

/* Why the page, which is there, is not among the current ones. */
enum retry_problem lookup_why_gone(const struct remote_page *page);

/* The one in the archive or the trash; *page NULL also when that cannot be found out. */
enum job_result lookup_put_away(
    struct job *job, const char *title, const struct remote_page **page);

/* The attachment of the lease's page; *file NULL when there is none. */
enum job_result lookup_file(struct job *job, const char *name, const struct remote_file **file);

/* Whether the page stands below the root page, at whatever depth. */
enum job_result lookup_below(struct job *job, const struct remote_page *page, bool *is_below);

/* The page stands where readers find it. */
bool lookup_is_current(const struct remote_page *page);

#endif
