/* SPDX-License-Identifier: MIT */
#include "ledger/gate.h"

#include "base/unicode.h"

enum gate_state gate_find(const struct gate *gate, int64_t blocked_ms)
{
    if (gate->closed != GATE_OPEN)
        return gate->closed;
    if (gate->is_plan)
        return GATE_PLAN;
    if (gate->is_paused || gate->is_held_back)
        return GATE_PAUSED;
    if (gate->failures >= GATE_FAILURES_SHUT)
        return GATE_UNREACHABLE;
    return blocked_ms > 0 ? GATE_BLOCKED : GATE_OPEN;
}

void gate_pause(struct gate *gate, bool is_paused)
{
    gate->has_word = true;
    gate->is_paused = is_paused;
    if (!is_paused)
        gate->is_held_back = false;
}

bool gate_hold_back(struct gate *gate, bool is_held_back, bool is_word)
{
    if (gate->has_word && !is_word)
        return false;
    gate->is_held_back = is_held_back;
    if (!is_held_back)
        gate->is_paused = false;
    return true;
}

static void shut(struct gate *gate, int64_t retry_at_ms, const char *trouble)
{
    gate->is_proved = false;
    gate->canary = 0;
    gate->retry_at_ms = retry_at_ms;
    unicode_copy(gate->trouble, sizeof gate->trouble, trouble);
}

void gate_meet(struct gate *gate)
{
    gate->has_answered = true;
}

bool gate_has_given_up(const struct gate *gate)
{
    if (gate->failures < GATE_FAILURES_SHUT)
        return false;
    if (gate->failed_last_ms - gate->failed_first_ms >= GATE_GIVE_UP_MS)
        return true;
    return gate->failures >=
           (gate->has_answered ? GATE_FAILURES_GIVE_UP : GATE_FAILURES_GIVE_UP_UNMET);
}

bool gate_fail(struct gate *gate, int64_t now_ms, bool is_met, const char *trouble)
{
    enum { FIRST_WAIT_MS = 1000, MOST_DOUBLINGS = 9, MOST_DOUBLINGS_UNMET = 6 };
    if (is_met)
        gate_meet(gate);
    if (gate->failures++ == 0)
        gate->failed_first_ms = now_ms;
    gate->failed_last_ms = now_ms;
    int beyond = gate->failures - GATE_FAILURES_SHUT;
    if (beyond < 0)
        return false;
    int most = is_met ? MOST_DOUBLINGS : MOST_DOUBLINGS_UNMET;
    int doublings = beyond < most ? beyond : most;
    shut(gate, now_ms + ((int64_t)FIRST_WAIT_MS << doublings), trouble);
    return true;
}

void gate_distrust(struct gate *gate, int64_t now_ms, const char *trouble)
{
    enum { WAIT_MS = 5 * 60 * 1000 };
    gate_meet(gate);
    if (gate->failures < GATE_FAILURES_GIVE_UP)
        gate->failures = GATE_FAILURES_GIVE_UP;
    shut(gate, now_ms + WAIT_MS, trouble);
}

int64_t gate_wait(const struct gate *gate, int64_t now_ms)
{
    if (gate->failures < GATE_FAILURES_SHUT || now_ms >= gate->retry_at_ms)
        return 0;
    return gate->retry_at_ms - now_ms;
}

bool gate_lets_through(const struct gate *gate, int64_t leases)
{
    enum gate_state state = gate_find(gate, 0);
    if (state != GATE_OPEN && state != GATE_UNREACHABLE)
        return false;
    return gate->is_proved || leases == 0;
}

void gate_gave(struct gate *gate, int64_t token)
{
    if (!gate->is_proved)
        gate->canary = token;
}

bool gate_prove(struct gate *gate)
{
    bool was_waited_for = !gate->is_proved;
    if (gate->failures >= GATE_FAILURES_SHUT)
        gate->trouble[0] = '\0';
    gate->is_proved = true;
    gate_meet(gate);
    gate->failures = 0;
    gate->canary = 0;
    return was_waited_for;
}

void gate_ended(struct gate *gate, int64_t token)
{
    if (gate->canary == token)
        gate->canary = 0;
}

void gate_close(struct gate *gate, enum gate_state state, const char *trouble)
{
    gate->closed = state;
    gate->is_proved = false;
    gate->canary = 0;
    unicode_copy(gate->trouble, sizeof gate->trouble, trouble);
}

void gate_open(struct gate *gate)
{
    gate->closed = GATE_OPEN;
    gate->is_proved = false;
    gate->failures = 0;
    gate->retry_at_ms = 0;
    gate->trouble[0] = '\0';
}

const char *gate_name(enum gate_state state)
{
    static const char *const names[] = {
        [GATE_OPEN] = "open",
        [GATE_PAUSED] = "paused",
        [GATE_PLAN] = "plan",
        [GATE_CREDENTIALS] = "credentials",
        [GATE_SITE] = "site",
        [GATE_BLOCKED] = "rate",
        [GATE_UNREACHABLE] = "unreachable",
    };
    return names[state];
}
