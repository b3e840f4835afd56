/* SPDX-License-Identifier: MIT */
/* GitHub's fragments of headings, and a set of names with a value each. */
#ifndef CMSYNC_MARKDOWN_SLUGS_H
#define CMSYNC_MARKDOWN_SLUGS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct memory_pool;
struct slugs;

/* Copies go to `pool`, which must outlive the set; NULL: to a pool of its own. */
struct slugs *slugs_new(struct memory_pool *pool);
void slugs_free(struct slugs **slugs);

/* The entry of `name`, made if there is none; its value starts as NULL, its count as 0. Valid
   until the next call. */
struct slug_entry {
    const char *name;
    const char *value; /* borrowed */
    size_t count;
};
struct slug_entry *slugs_entry(struct slugs *slugs, const char *name);

/* The entry of `name`, or NULL. */
struct slug_entry *slugs_find(const struct slugs *slugs, const char *name);

/* Appends the fragment for a heading's text as GitHub makes it, not yet unique: lower case,
   blanks to `-`, punctuation dropped. */
void slug_of(const char *heading, struct text *out);

/* The same as MkDocs makes it: ASCII, runs of blanks and hyphens as one hyphen. */
void slug_of_mkdocs(const char *heading, struct text *out);

/* Makes `slug` unique among those taken so far by `-1`, `-2` ... and takes it. Returns the kept
   copy, which lives as long as `slugs`. */
const char *slugs_take(struct slugs *slugs, const char *slug);

#endif
