/* SPDX-License-Identifier: MIT */
/* Pages that come back from the trash: those that we moved there, and those that a person did. */
#ifndef CMSYNC_LEDGER_RESTORES_H
#define CMSYNC_LEDGER_RESTORES_H

#include "ledger/ledger.h"

/* A person wants the page of the path back. 1, or -1 with the code and reason of a refusal. */
int64_t restore_take(
    struct ledger *ledger, const char *path, const char **code, const char **reason);

/* The page becomes due with this. */
void restore_want(struct ledger *ledger, int64_t page, enum restore restore);

/* We moved the page to the trash: what has to be known to bring it back. Call it while known still
   says what it was. */
void restore_remember(struct ledger *ledger, int64_t page);

/* It is there again (or made anew): nothing is left to be brought back. */
void restore_done(struct ledger *ledger, int64_t page);

/* Confluence has the page that is to be made, and it is the one that went: it was only hidden, or
   is back. Then it is known again; false for any other. */
bool restore_found(struct ledger *ledger, int64_t page, const struct message_lease_end *clash);

/* A page without a file that is to be brought back; 0 when there is none. */
int64_t restore_pick(struct ledger *ledger);

#endif
