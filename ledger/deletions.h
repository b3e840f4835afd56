/* SPDX-License-Identifier: MIT */
/*
 * When a page whose file is gone is deleted. Absence must be proved: by a complete scan, with a
 * root that is not empty and half of the known files still there.
 */
#ifndef CMSYNC_LEDGER_DELETIONS_H
#define CMSYNC_LEDGER_DELETIONS_H

#include "ledger/ledger.h"

/* The facts that decide; pure. */
struct deletion_facts {
    enum deletion_policy policy;
    bool is_scanned;    /* a complete scan ended since */
    bool is_sound;      /* the root is not empty, half of the files remain */
    int64_t gone_ms;    /* how long it is gone: duration */
    int64_t grace_ms;   /* how long it must be */
    int64_t candidates; /* deletions at once, now or when they were held for that */
    int64_t max_deletions;
};

/* The last three wait for a person: as configured, because the tree looks wrong, because they are
   too many. */
enum deletion_verdict {
    DELETION_WAIT,
    DELETION_KEEP,
    DELETION_GO,
    DELETION_HOLD,
    DELETION_HOLD_UNSOUND,
    DELETION_HOLD_LIMIT,
};

enum deletion_verdict deletion_judge(const struct deletion_facts *facts);

enum { DELETION_PROOF_AGAIN_MS = 60 * 1000 };

/* When a look at the whole folder is due, because no complete one has ended since pages left the
   tree: when no more of them go, so that one look proves them all. Milliseconds; pure. */
int64_t deletion_proof_wait(int64_t first_gone_ms, int64_t last_gone_ms, int64_t asked_ms);

/* The same for what is gone now; `asked_ms`: how long it is since one was asked for. -1: nothing
   waits for one. */
int64_t deletions_proof_wait(struct ledger *ledger, int64_t asked_ms);

/* The tree as a whole looks like one from which files were removed, not like one that is not
   mounted or was emptied. */
bool deletions_tree_is_sound(struct ledger *ledger);

/* Looks at every page that left the tree. Those that were held because they were too many go when
   as many are allowed, not when some of their files come back. Milliseconds until a verdict may
   change by the passing of time; -1: not by time. */
int64_t deletions_review(struct ledger *ledger);

#endif
