/* SPDX-License-Identifier: MIT */
/* References between files: what the ledger remembers of them, and how marks are resolved from it.
 */
#ifndef CMSYNC_LEDGER_MARKS_H
#define CMSYNC_LEDGER_MARKS_H

#include "ledger/ledger.h"
#include "storage/references.h"

/* Takes the packed references of a page's new content: links and attachments follow them, and so
   do the pages whose fragments are linked to now, or no longer. */
void marks_follow(struct ledger *ledger, int64_t page, struct blob references);

/* Appends the page's body as it should be in Confluence now; *problems: how many links and images
   lead nowhere. False when there is no content. */
bool marks_resolve(struct ledger *ledger, int64_t page, struct text *out, size_t *problems);

/* Tells of each problem that resolving the page meets. */
typedef void marks_told(
    const struct reference *reference, enum reference_problem problem, void *context);
void marks_report(struct ledger *ledger, int64_t page, marks_told *told, void *context);

/* The page that a reference of `page` leads to; 0: none. */
int64_t marks_page_of(struct ledger *ledger, int64_t page, const struct reference *reference);

/* How many problems (missing targets, fragments, images) resolving the page meets; their texts, one
   a line, into `out`. */
size_t marks_problems(struct ledger *ledger, int64_t page, struct text *out);

#endif
