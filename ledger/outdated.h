/* SPDX-License-Identifier: MIT */
/*
 * A ledger that is older than the manifest: a backup that was put back, a machine's snapshot, the
 * cache of an earlier build, or one beside which another runner published. Where the two differ,
 * what the ledger knows is given up, so that what the manifest says can be taken in its place.
 */
#ifndef CMSYNC_LEDGER_OUTDATED_H
#define CMSYNC_LEDGER_OUTDATED_H

#include "ledger/ledger.h"
#include "ledger/manifest.h"

/* Gives up what is outdated, before snapshot_take(); pages that are in somebody's hands stay as
   they are. Where anything was, what people were asked is asked anew. How many pages. */
size_t outdated_review(struct ledger *ledger, const struct manifest *newer);

/* The ledger agrees with the manifest that was written as of this number. */
void outdated_agree(struct ledger *ledger, int64_t number);

/* ---- pure ---- */

enum outdated_verdict {
    OUTDATED_NOT,
    OUTDATED_OTHERWISE, /* the manifest knows better */
    OUTDATED_GONE,      /* whoever wrote the manifest deleted the page */
};

/* A page as this ledger would write it into the manifest, and as the newer one has it (NULL: it
   does not). `is_touched`: we did something with it since they agreed, or have it in hand. */
enum outdated_verdict outdated_judge(
    const struct manifest_page *known, const struct manifest_page *newer, bool is_touched);

#endif
