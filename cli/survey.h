/* SPDX-License-Identifier: MIT */
/*
 * A tree looked at as a whole, without a server: what `apply` would meet. The watcher's walk, the
 * converter and the ledger do it, the same code as in their processes, on a database in memory; so
 * titles are settled and links resolved here in no other way than there.
 */
#ifndef CMSYNC_CLI_SURVEY_H
#define CMSYNC_CLI_SURVEY_H

#include "cli/finding.h"
#include "config/config.h"
#include "markdown/page.h"

struct survey_order {
    const char *root;            /* absolute */
    const struct config *config; /* what is ignored, how titles are settled */
    const struct page_options *options;
    char *const *paths; /* what is told of: tree paths, files or folders */
    size_t path_count;
};

/* Adds what it finds. 0, or -1 (said) when nothing could be looked at. */
int survey_make(const struct survey_order *order, struct findings *findings);

#endif
