/* SPDX-License-Identifier: MIT */
/* known: what Confluence has, intents before and steps after each call that changes it. */
#ifndef CMSYNC_LEDGER_KNOWN_H
#define CMSYNC_LEDGER_KNOWN_H

#include "ledger/ledger.h"

/* Why a verb of the holder was not taken. */
enum known_result {
    KNOWN_TAKEN,
    KNOWN_ALREADY, /* it was taken before: the answer had been lost */
    KNOWN_STALE,   /* the fencing number is not that of the page's lease */
};

enum known_result known_record_intent(
    struct ledger *ledger, const struct message_intent_record *intent);
enum known_result known_take_step(struct ledger *ledger, const struct message_step_report *step);
enum known_result known_drop_intent(struct ledger *ledger, int64_t token);

/* Ends the lease; decides when and whether the page is due again. */
enum known_result known_end_lease(struct ledger *ledger, const struct message_lease_end *end);

/* That no server was met was no page's fault: those that failed by it are due at once, and as if
   they had not been tried. */
void known_clear_pages(struct ledger *ledger);

#endif
