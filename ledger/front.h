/* SPDX-License-Identifier: MIT */
/* What a page's front matter says below `confluence:` (page.options). */
#ifndef CMSYNC_LEDGER_FRONT_H
#define CMSYNC_LEDGER_FRONT_H

#include "ledger/ledger.h"

/* The value of a key; NULL: it is not there. The caller owns the result. */
char *front_find(struct ledger *ledger, int64_t page, const char *key);

/* The same of options that are at hand. The caller owns the result. */
char *front_read(const char *options, const char *key);

/*
 * How the page is to be shown and is not yet, as words: its width (narrow, wide or max; the front
 * matter's, else the configured one), and on Cloud the configured editor (v1 or v2). NULL: there is
 * nothing to do. The caller owns it.
 */
char *front_find_look(struct ledger *ledger, int64_t page);

#endif
