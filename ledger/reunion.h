/* SPDX-License-Identifier: MIT */
/*
 * Files that moved while nobody looked and left no inode to recognise them by (a fresh checkout, a
 * copy whose original was removed): a new file that says the same as one that is gone, or has the
 * title of its page, or says most of what one said that went a moment before, takes the page over.
 * Only where there is one of each; anything else would be a guess.
 */
#ifndef CMSYNC_LEDGER_REUNION_H
#define CMSYNC_LEDGER_REUNION_H

#include "ledger/ledger.h"

/* Once all new files are read, and before they get titles. */
void reunion_find(struct ledger *ledger);

#endif
