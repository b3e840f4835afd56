/* SPDX-License-Identifier: MIT */
/*
 * Names of people. Cloud tells account ids alone; each is asked about once, and what was answered
 * is kept with the facts of the site. Where no name can be found out the id stays: nothing fails by
 * it.
 */
#ifndef CMSYNC_UPLOADER_PEOPLE_H
#define CMSYNC_UPLOADER_PEOPLE_H

#include "uploader/job.h"

enum { PEOPLE_KNOWN_BYTES = 8 * 1024, PEOPLE_NAME_BYTES = 200 };

/* The page with the name of who made its version, where that is another than its id. */
const struct remote_page *people_name(struct job *job, const struct remote_page *page);

/* The same in place, for pages that somebody else changed: what carries our mark, or our account,
   needs no name. At most so many questions, for a list. */
void people_name_list(struct job *job, struct remote_page *pages, size_t count);

/* ---- pure: what is known, `id TAB name TAB id TAB name ...`, the newest first ---- */

/* The name, "" where Confluence knows none, NULL where it was not asked. In `pool`. */
const char *people_find(const char *known, const char *id, struct memory_pool *pool);

/* With one more; the oldest are left out where it would be too long. In `pool`. */
const char *people_add(
    const char *known, const char *id, const char *name, struct memory_pool *pool);

#endif
