/* SPDX-License-Identifier: MIT */
/* The ledger's known columns as a manifest, and a manifest as known columns. */
#ifndef CMSYNC_LEDGER_SNAPSHOT_H
#define CMSYNC_LEDGER_SNAPSHOT_H

#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/manifest.h"

/* What is known, as a manifest has it, and the ledger's pages that it is of. The caller frees
   both lists; texts live in `pool`. */
int64_t *snapshot_list(struct ledger *ledger, struct manifest *manifest, struct memory_pool *pool);

/* Appends what is known, packed. 0, or -1 when it is larger than a manifest may be. */
int snapshot_pack(struct ledger *ledger, struct text *out) __attribute__((warn_unused_result));

/*
 * Takes pages that the ledger does not know yet: those of the tree are known from now on, the
 * others are pages that left the tree. Pages that it knows stay as they are. How many it took.
 */
size_t snapshot_take(struct ledger *ledger, const struct manifest *manifest);

#endif
