/* SPDX-License-Identifier: MIT */
/*
 * With an empty state folder the tree is recognised from Confluence itself: from the manifest, and
 * for what came after it from the list of the space's pages. Until that is over no page goes out.
 */
#ifndef CMSYNC_LEDGER_RECOGNISE_H
#define CMSYNC_LEDGER_RECOGNISE_H

#include "bus/messages.h"
#include "ledger/ledger.h"

/* Kept in the ledger: what is to be found out next. */
enum recognise_stage {
    RECOGNISE_MANIFEST, /* the manifest */
    RECOGNISE_COMPARE,  /* whether it says all there is: once every file is converted */
    RECOGNISE_SPACE,    /* the list of pages */
    RECOGNISE_OVER,
    RECOGNISE_AGAIN, /* the manifest: it may be newer than this ledger (outdated.h) */
};

enum recognise_stage recognise_stage(struct ledger *ledger);
void recognise_set_stage(struct ledger *ledger, enum recognise_stage stage);

/* Takes what is left of the stages that need no request: compares, if that is due. The stage. */
enum recognise_stage recognise_review(struct ledger *ledger);

/* The manifest was read; empty, or torn: there is none. Whether any page is known otherwise now. */
bool recognise_take_manifest(struct ledger *ledger, struct blob packed, bool is_torn);

/* How many requests the list of pages may cost at most. */
int64_t recognise_budget(struct ledger *ledger);

/* Keeps pages of the list; begins anew with `is_first`. */
void recognise_take_pages(
    struct ledger *ledger, const struct item_remote_page *pages, size_t count, bool is_first);

/* The list is over, or as much of it as it may cost: which of the pages are ours? */
void recognise_pages(struct ledger *ledger, const char *account_id);

/* A listing shows a newer version of a page, in the same place. True when it carries our mark: an
   update leaves the manifest as it is. It is what is known then. Where not the manifest alone tells
   of the page, it has to be of our account, and the ledger is an older one. */
bool recognise_take_later(
    struct ledger *ledger, int64_t page, const struct item_remote_page *remote);

/* ---- pure ---- */

/* Why a page in the place of ours is ours; the first is none. */
enum recognise_proof {
    RECOGNISE_FOREIGN,
    RECOGNISE_BY_MESSAGE, /* its version message carries our mark */
    RECOGNISE_BY_BODY,    /* our account made it, nobody changed it, and it reads as ours */
};

enum recognise_proof recognise_judge(
    const struct item_remote_page *page, const char *account_id, struct blob canonical);

/* The mark in a version message: `cmsync 0123456789abcdef`, alone or with words behind. */
bool recognise_mark(const char *message, unsigned char mark[8]);

#endif
