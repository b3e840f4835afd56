/* SPDX-License-Identifier: MIT */
/*
 * Images that were drawn of diagrams: the only files of an attachment that lie in the state folder
 * and not in the tree. In the ledger they are entries that were seen and made at once, in a folder
 * of their own that the watcher never hears of (storage/drawing.h).
 */
#ifndef CMSYNC_LEDGER_GALLERY_H
#define CMSYNC_LEDGER_GALLERY_H

#include "ledger/ledger.h"

/* Writes the image, if there is one, into the state folder. 0, or -1 (logged). */
int gallery_keep(const char *state, const struct item_drawing *drawing);

/* Takes it into the ledger. One with a path that is none of ours is dropped. */
void gallery_take(struct ledger *ledger, const struct item_drawing *drawing);

/* A page's images are drawn anew where they are not what the ledger says. */
void gallery_doubt(struct ledger *ledger, int64_t page);

/* Forgets images that no page has shown for a month before `wall_ms`. */
void gallery_sweep(struct ledger *ledger, const char *state, int64_t wall_ms);

#endif
