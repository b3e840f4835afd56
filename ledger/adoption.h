/* SPDX-License-Identifier: MIT */
/*
 * Pages that were in Confluence before: taken over after a person said so, for one decision, for
 * all of a run, or by their id in the front matter. Never deleted afterwards, as we did not make
 * them; what they held stays in their history.
 */
#ifndef CMSYNC_LEDGER_ADOPTION_H
#define CMSYNC_LEDGER_ADOPTION_H

#include "ledger/ledger.h"

/* The page that the clash of this one names becomes ours, at the version that was shown. False when
   there is none, or it belongs to another path. */
bool adoption_take(struct ledger *ledger, int64_t page);

/* The same for all clashes of the run's scope. */
void adoption_take_all(struct ledger *ledger);

/* `confluence: id:` in the front matter. A page that has another one already, or an id that belongs
   to another path, is held with the reason. */
void adoption_bind(struct ledger *ledger, int64_t page);

#endif
