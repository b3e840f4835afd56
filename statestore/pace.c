/* SPDX-License-Identifier: MIT */
#include "statestore/pace.h"

/*
 * A 429 without Retry-After: Atlassian advises to begin with two seconds.
 * A block is never longer than an hour at a time: a blocked user may be told 2^63.
 */
enum {
    BLOCK_DEFAULT_MS = 2000,
    BLOCK_LEAST_MS = 1000,
    BLOCK_MOST_MS = 3600 * 1000,
    FEW_REMAINING = 5,
    SLOW_AGAIN_MS = 10000,
    WAIT_LEAST_MS = 5,
};

static const double rate_floor = 0.05;
/* A run that has just begun carried next to nothing, and is not to creep because of one refusal. */
static const double first_rate_floor = 1.0;
static const double rate_ceiling = 200.0; /* above it a limit means nothing any more */
static const double growth_per_second = 0.05;

void pace_start(struct pace *pace, double fixed, int64_t now_ms)
{
    *pace = (struct pace){ .fixed = fixed, .filled_ms = now_ms, .tokens = 1.0 };
}

static double effective_rate(const struct pace *pace)
{
    if (pace->fixed > 0 && (pace->rate <= 0 || pace->rate > pace->fixed))
        return pace->fixed;
    return pace->rate;
}

static void roll_window(struct pace *pace, int64_t now_ms)
{
    int64_t second = now_ms / 1000;
    int64_t steps = second - pace->second;
    if (steps > PACE_WINDOW_SECONDS)
        steps = PACE_WINDOW_SECONDS;
    for (int64_t i = 0; i < steps; i++)
        pace->permits[(second - i) % PACE_WINDOW_SECONDS] = 0;
    if (steps > 0)
        pace->second = second;
}

static void refill(struct pace *pace, int64_t now_ms)
{
    /* A block does not fill the bucket: what follows it starts slowly. */
    int64_t from_ms =
        pace->filled_ms < pace->blocked_until_ms ? pace->blocked_until_ms : pace->filled_ms;
    double seconds = (double)(now_ms - from_ms) / 1000.0;
    pace->filled_ms = now_ms;
    if (seconds <= 0)
        return;
    if (pace->rate > 0 && now_ms >= pace->blocked_until_ms) {
        pace->rate *= 1.0 + growth_per_second * (seconds > 1 ? 1 : seconds);
        if (pace->rate > rate_ceiling)
            pace->rate = 0;
    }
    double rate = effective_rate(pace);
    double most = rate > 1 ? rate : 1.0;
    pace->tokens += seconds * rate;
    if (pace->tokens > most)
        pace->tokens = most;
}

int64_t pace_permit(struct pace *pace, int64_t now_ms)
{
    roll_window(pace, now_ms);
    refill(pace, now_ms);
    if (now_ms < pace->blocked_until_ms)
        return pace->blocked_until_ms - now_ms;
    double rate = effective_rate(pace);
    if (rate > 0) {
        if (pace->tokens < 1.0) {
            int64_t wait = (int64_t)((1.0 - pace->tokens) / rate * 1000.0) + 1;
            return wait < WAIT_LEAST_MS ? WAIT_LEAST_MS : wait;
        }
        pace->tokens -= 1.0;
    }
    pace->permits[pace->second % PACE_WINDOW_SECONDS]++;
    return 0;
}

static double carried(const struct pace *pace)
{
    int64_t sum = 0;
    for (int i = 0; i < PACE_WINDOW_SECONDS; i++)
        sum += pace->permits[i];
    return (double)sum / PACE_WINDOW_SECONDS;
}

static void set_rate(struct pace *pace, double rate)
{
    pace->rate = rate < rate_floor ? rate_floor : rate;
    pace->tokens = 0;
}

static int64_t clamp_block(int64_t ms)
{
    if (ms < BLOCK_LEAST_MS)
        return BLOCK_LEAST_MS;
    return ms > BLOCK_MOST_MS ? BLOCK_MOST_MS : ms;
}

bool pace_is_refused_for(const struct pace *pace, int64_t ms, int64_t now_ms)
{
    return pace->refused_since_ms > 0 && now_ms - pace->refused_since_ms > ms;
}

bool pace_learn(struct pace *pace, const struct pace_answer *answer, int64_t now_ms)
{
    roll_window(pace, now_ms);
    refill(pace, now_ms);
    if (answer->status != 429 && answer->status > 0)
        pace->refused_since_ms = 0;
    else if (answer->status == 429 && pace->refused_since_ms == 0)
        pace->refused_since_ms = now_ms > 0 ? now_ms : 1;
    if (answer->status == 429) {
        int64_t until = now_ms + (answer->retry_after_ms < 0 ? BLOCK_DEFAULT_MS
                                                             : clamp_block(answer->retry_after_ms));
        /* Several uploaders report the same block: it halves the rate once. */
        bool is_new = now_ms >= pace->blocked_until_ms;
        if (until > pace->blocked_until_ms)
            pace->blocked_until_ms = until;
        double half = carried(pace) / 2;
        bool is_first = pace->rate <= 0;
        if (is_new)
            set_rate(pace, is_first && half < first_rate_floor ? first_rate_floor : half);
        return true;
    }
    if (answer->status == 503 && answer->retry_after_ms > 0) {
        int64_t until = now_ms + clamp_block(answer->retry_after_ms);
        if (until > pace->blocked_until_ms)
            pace->blocked_until_ms = until;
        return true;
    }
    bool is_short =
        answer->is_near_limit || (answer->remaining >= 0 && answer->remaining < FEW_REMAINING);
    if (is_short && now_ms - pace->slowed_ms >= SLOW_AGAIN_MS) {
        pace->slowed_ms = now_ms;
        double rate = effective_rate(pace);
        set_rate(pace, (rate > 0 ? rate : carried(pace)) / 2);
        return true;
    }
    return false;
}
