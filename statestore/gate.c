/* SPDX-License-Identifier: MIT */
#include "statestore/gate.h"

#include <stdio.h>

enum gate_state gate_find(const struct gate *gate, int64_t blocked_ms)
{
    if (gate->closed != GATE_OPEN)
        return gate->closed;
    if (gate->is_plan)
        return GATE_PLAN;
    if (gate->is_paused || gate->is_held_back)
        return GATE_PAUSED;
    return blocked_ms > 0 ? GATE_BLOCKED : GATE_OPEN;
}

bool gate_lets_through(const struct gate *gate, int64_t leases)
{
    if (gate_find(gate, 0) != GATE_OPEN)
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
    gate->is_proved = true;
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
    snprintf(gate->trouble, sizeof gate->trouble, "%s", trouble);
}

void gate_open(struct gate *gate)
{
    gate->closed = GATE_OPEN;
    gate->is_proved = false;
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
    };
    return names[state];
}
