/* SPDX-License-Identifier: MIT */
/* What needs a person: conflicts, clashes, pages that vanished, deletions. Each waits on its page,
   survives restarts and stops nothing else. */
#ifndef CMSYNC_LEDGER_DECISIONS_H
#define CMSYNC_LEDGER_DECISIONS_H

#include "ledger/ledger.h"

/* An uploader found something that only a person can settle. */
void decision_open(struct ledger *ledger, int64_t page, const struct message_lease_end *end);

/* The page was left as somebody changed it in Confluence, and what is wanted of it changed since:
   that is asked now. False when it was not left so. */
bool decision_ask_again(struct ledger *ledger, int64_t page);

/* The version that is known of page p is one of somebody else, left (decision d) and perhaps asked
   about again: no change of the file goes over it without a word. */
#define DECISION_LEFT                                                                              \
    "d.page = p.id AND (d.kind = 'theirs' OR (d.kind = 'conflict' AND "                            \
    "p.version >= d.remote_version)) "

/* A manifest says that the page was left as somebody changed it. */
void decision_leave(struct ledger *ledger, int64_t page);

/* The page of one file is that of another from now on: so is what keeps its next change waiting. */
void decision_move(struct ledger *ledger, int64_t from, int64_t to);

/* A person decided. How many decisions that settled, or -1 with a code and reason (literals). */
int64_t decision_take(struct ledger *ledger, const struct message_decision_take *take,
    const char **code, const char **reason);

#endif
