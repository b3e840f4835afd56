/* SPDX-License-Identifier: MIT */
/*
 * One pace for all uploaders. Pure: time comes in as milliseconds that never jump. With the rate
 * `auto` nothing is limited until the server speaks.
 */
#ifndef CMSYNC_STATESTORE_PACE_H
#define CMSYNC_STATESTORE_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { PACE_WINDOW_SECONDS = 10 };

struct pace {
    double fixed;  /* requests a second that the user set; 0: auto */
    double rate;   /* learned requests a second; 0: unlimited */
    double tokens; /* permits at hand, at most one second's */
    int64_t filled_ms;
    int64_t blocked_until_ms;             /* no permit before */
    int64_t refused_since_ms;             /* nothing but 429 since then; 0: something else */
    int64_t slowed_ms;                    /* last time that few remaining requests slowed us */
    int64_t permits[PACE_WINDOW_SECONDS]; /* given, by second */
    int64_t second;
};

/* What a server says with an answer. */
struct pace_answer {
    int status;
    int64_t retry_after_ms; /* -1: nothing */
    int64_t remaining;      /* -1: nothing */
    bool is_near_limit;
};

void pace_start(struct pace *pace, double fixed, int64_t now_ms);

/* 0 and one permit taken, or how long to wait before asking again. */
int64_t pace_permit(struct pace *pace, int64_t now_ms);

/* The server has answered with nothing but refusals for that long. */
bool pace_is_refused_for(const struct pace *pace, int64_t ms, int64_t now_ms);

/* Takes in an answer; true when rate or block changed (they are worth keeping). */
bool pace_learn(struct pace *pace, const struct pace_answer *answer, int64_t now_ms);

#endif
