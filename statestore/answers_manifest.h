/* SPDX-License-Identifier: MIT */
/* The tree as a whole: recognised with an empty state folder, kept in a manifest for the next. */
#ifndef CMSYNC_STATESTORE_ANSWERS_MANIFEST_H
#define CMSYNC_STATESTORE_ANSWERS_MANIFEST_H

#include "statestore/store.h"

/* Errands for the tree as a whole: asks for those that are due; what they need to know; what they
   found (the errand is dropped then; a manifest waits until the files are read). */
void store_want_errands(struct store *store);
void store_fill_tree_errand(
    struct store *store, struct errand *errand, struct message_errand_given *given);
void store_take_tree_errand(struct store *store, struct errand *errand);

/* Looks into whether this ledger is an older one, where the batch gave cause for it. */
void store_follow_doubt(struct store *store);

/* Pages are being recognised: none goes out, and a plan would be wrong. */
bool store_is_recognising(struct store *store);

/* An uploader that asks now brings that further: nothing is in work for it, nothing is waited for.
 */
bool store_wants_recogniser(struct store *store);

/* Wants the manifest written, if it has to be. True while that is to come. */
bool store_keep_manifest(struct store *store);

/* Something changed that the manifest says: it is written once nothing did for a while. */
void store_keep_later(struct store *store);

/* While all ends: wants the manifest written once no page is in work. True when nothing of that is
   left, or can be done. */
bool store_is_closed(struct store *store);

#endif
