/* SPDX-License-Identifier: MIT */
/* One letter a page, and why: what status, monitor and events show. */
#ifndef CMSYNC_LEDGER_STATUS_H
#define CMSYNC_LEDGER_STATUS_H

#include "ledger/ledger.h"

/* What decides the letter of a page; pure. Borrowed texts. */
struct status_facts {
    bool is_present;
    bool is_skipped;
    bool has_page; /* Confluence has one */
    bool is_due;   /* wanted differs from known */
    bool is_leased;
    bool has_intent;
    bool is_waiting;    /* not before a time in the future */
    bool is_moved;      /* its parent or path is another, its text the same */
    bool is_theirs;     /* left as somebody changed it */
    bool is_leaving;    /* its page is not to stay once it is certain that the file is gone */
    int64_t deletion;   /* enum deletion */
    const char *hold;   /* "" for none */
    const char *error;  /* of the conversion; "" for none */
    const char *reason; /* of the last attempt; "" for none */
    const char *waits;  /* why it waits for another page; "" for none, or nothing to tell */
    bool is_stuck;      /* and that one gets no further by itself */
    const char *note;   /* what the version in Confluence lost; "" for nothing */
};

/* The letter (`A M R D = U E W > I L O`), or '\0' when the page is not listed. *reason is a
   literal or one of the facts' texts. */
char status_letter(const struct status_facts *facts, const char **reason);

/* Pages whose time of waiting is over are touched, and the uploaders should look. */
void status_review(struct ledger *ledger);

/* Called for each page whose letter, reason or version changed in this batch. */
typedef void status_told(const struct message_status_changed *changed, void *context);

/* Brings the stored letters of the touched pages up to date and tells of the changed ones; raises
   the sequence number for each. */
void status_follow(struct ledger *ledger, status_told *told, void *context);

/* Fills a statuses_known answer; its memory lives in `pool`. */
void status_list(struct ledger *ledger, const struct message_statuses_ask *ask,
    struct memory_pool *pool, struct message_statuses_known *known);

#endif
