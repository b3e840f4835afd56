/* SPDX-License-Identifier: MIT */
/*
 * Whether anything may be sent at all. The first page that is due is the canary: it runs alone
 * until Confluence has taken something from us, so that a dead token costs one failed request and
 * not one for each uploader. Pure.
 */
#ifndef CMSYNC_LEDGER_GATE_H
#define CMSYNC_LEDGER_GATE_H

#include <stdbool.h>
#include <stdint.h>

enum gate_state {
    GATE_OPEN,
    GATE_PAUSED,      /* by the user */
    GATE_PLAN,        /* this run only looks */
    GATE_CREDENTIALS, /* the credential was refused */
    GATE_SITE,        /* site, space or root page are wrong */
    GATE_BLOCKED,     /* the server asked to wait */
    GATE_UNREACHABLE, /* one call after the other fails: network or server */
};

struct gate {
    bool is_paused;    /* by a person, until a person resumes */
    bool is_held_back; /* by the supervisor, for as long as it runs */
    bool has_word;     /* a person paused or resumed since the store began */
    bool is_plan;
    bool is_proved;          /* Confluence took something since the gate last opened */
    bool has_answered;       /* a server answered anything at all, ever */
    enum gate_state closed;  /* GATE_OPEN, GATE_CREDENTIALS or GATE_SITE */
    int failures;            /* calls in a row that met no working server */
    int64_t failed_first_ms; /* when the first of them ended, and the last */
    int64_t failed_last_ms;
    int64_t retry_at_ms; /* of the clock that never jumps: the next canary may try */
    int64_t canary;      /* token of the lease that tries; 0: none */
    char trouble[512];   /* why it is closed, for a person */
};

/* So many failures in a row shut it for a while; so many more and `apply` gives up: after half a
   minute, but after 7 s where no server was ever met, for that is an address that is wrong. Where
   each takes long to fail, it gives up sooner. */
enum {
    GATE_FAILURES_SHUT = 5,
    GATE_FAILURES_GIVE_UP = 10,
    GATE_FAILURES_GIVE_UP_UNMET = 8,
    GATE_GIVE_UP_MS = 45 * 1000,
};

/* A person pauses or resumes, by a request. */
void gate_pause(struct gate *gate, bool is_paused);

/* The supervisor holds back or lets go: by a person's signal (`is_word`), or as it was told when it
   started. That may be on its way for so long that a person resumed meanwhile, and counts no more
   then. False when it does not count. */
bool gate_hold_back(struct gate *gate, bool is_held_back, bool is_word);

/* What the gate is, given how long the pace still blocks. */
enum gate_state gate_find(const struct gate *gate, int64_t blocked_ms);

/* A server answered, though not as it should. */
void gate_meet(struct gate *gate);

/* It failed so often that whoever waits for it is not to wait any longer. */
bool gate_has_given_up(const struct gate *gate);

/* A call met no working server (`is_met`: a server all the same), and why. True when that shut the
   gate. A server that is in trouble is spared for up to ten minutes; one that is not there at all
   has nothing to be spared, and is looked for each minute. */
bool gate_fail(struct gate *gate, int64_t now_ms, bool is_met, const char *trouble);

/* The server's certificate is not to be trusted. No repetition mends that: `apply` gives up at
   once, and who watches tries again every few minutes. */
void gate_distrust(struct gate *gate, int64_t now_ms, const char *trouble);

/* How long until the next canary may try; 0: at once. */
int64_t gate_wait(const struct gate *gate, int64_t now_ms);

/* Whether one more lease may be given, `leases` being out. */
bool gate_lets_through(const struct gate *gate, int64_t leases);

/* A lease was given: the canary, if nothing is proved yet. */
void gate_gave(struct gate *gate, int64_t token);

/* Confluence took something. True when others were waiting for that. */
bool gate_prove(struct gate *gate);

/* The canary ended without proof: the next one tries. */
void gate_ended(struct gate *gate, int64_t token);

/* Refused credentials or a wrong site. */
void gate_close(struct gate *gate, enum gate_state state, const char *trouble);

/* The user or a reload opens it again; the next page is a canary. */
void gate_open(struct gate *gate);

/* `open`, `paused`, `plan`, `credentials`, `site`, `rate`, `unreachable`. */
const char *gate_name(enum gate_state state);

#endif
