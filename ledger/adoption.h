/* SPDX-License-Identifier: MIT */
/*
 * Pages that were in Confluence before: taken over after a person said so, for one decision, for
 * all of a run, or by their id in the front matter. Never deleted afterwards, as we did not make
 * them; what they held stays in their history.
 */
#ifndef CMSYNC_LEDGER_ADOPTION_H
#define CMSYNC_LEDGER_ADOPTION_H

#include "ledger/ledger.h"

/* The page that the clash of this one names becomes ours, at the version that was shown. NULL, or
   why it cannot. */
const char *adoption_take(struct ledger *ledger, int64_t page);

/* The same for all clashes of the run's scope. */
void adoption_take_all(struct ledger *ledger);

/* `confluence: id:` in the front matter. A page that has another one already, or an id that belongs
   to another path, is held with the reason. One that was named and never met is no longer meant
   once the file names another, or none. */
void adoption_bind(struct ledger *ledger, int64_t page);

/* The page `id` turns out to be that of `owner`: whose front matter names it too is refused. */
void adoption_yield(struct ledger *ledger, const char *id, int64_t owner);

#endif
