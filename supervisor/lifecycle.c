/* SPDX-License-Identifier: MIT */
#include "supervisor/lifecycle.h"

#include <stddef.h>

enum {
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MOST_MS = 5000,
    BACKOFF_FAILING_MS = 60000,
    EARLY_DEATHS_MOST = 10,
    STEADY_MS = 10000, /* ready for so long resets the back-off */
};

struct step {
    enum lifecycle_state next;
    enum lifecycle_action action;
};

/* clang-format off */
#define ON(event) [LIFECYCLE_EVENT_##event]
#define GO(state) { LIFECYCLE_##state, LIFECYCLE_DO_NOTHING }
#define GO_AND(state, action) { LIFECYCLE_##state, LIFECYCLE_DO_##action }

/* Every pair is written down: a missing one would silently mean `down`. */
static const struct step steps[LIFECYCLE_STATE_COUNT][LIFECYCLE_EVENT_COUNT] = {
    [LIFECYCLE_down] = {
        ON(start) = GO_AND(starting, SPAWN), ON(stop) = GO(down), ON(restart) = GO(down),
        ON(reload) = GO(down), ON(kill) = GO(down), ON(ready) = GO(down), ON(beat) = GO(down),
        ON(progress) = GO(down), ON(timeout) = GO(down), ON(death) = GO(down),
        ON(refusal) = GO(down),
    },
    [LIFECYCLE_starting] = {
        ON(start) = GO(starting), ON(stop) = GO_AND(stopping, TERMINATE),
        ON(restart) = GO_AND(restarting, TERMINATE),
        /* SIGHUP could come before its handler is there and would end it anyway. */
        ON(reload) = GO_AND(restarting, TERMINATE), ON(kill) = GO_AND(killed, KILL),
        ON(ready) = GO(ready), ON(beat) = GO(starting), ON(progress) = GO(starting),
        ON(timeout) = GO_AND(killed, KILL), ON(death) = GO(waiting), ON(refusal) = GO(held),
    },
    [LIFECYCLE_ready] = {
        ON(start) = GO(ready), ON(stop) = GO_AND(stopping, TERMINATE),
        ON(restart) = GO_AND(restarting, TERMINATE), ON(reload) = GO_AND(ready, HANGUP),
        ON(kill) = GO_AND(killed, KILL), ON(ready) = GO(ready), ON(beat) = GO(ready),
        ON(progress) = GO(ready), ON(timeout) = GO_AND(hung, ABORT), ON(death) = GO(waiting),
        ON(refusal) = GO(held),
    },
    [LIFECYCLE_hung] = {
        ON(start) = GO(hung), ON(stop) = GO_AND(ending, KILL), ON(restart) = GO(hung),
        ON(reload) = GO(hung), ON(kill) = GO_AND(killed, KILL), ON(ready) = GO(hung),
        ON(beat) = GO(hung), ON(progress) = GO(hung), ON(timeout) = GO_AND(killed, KILL),
        ON(death) = GO(waiting), ON(refusal) = GO(waiting),
    },
    [LIFECYCLE_killed] = {
        ON(start) = GO(killed), ON(stop) = GO(ending), ON(restart) = GO(killed),
        ON(reload) = GO(killed), ON(kill) = GO(killed), ON(ready) = GO(killed),
        ON(beat) = GO(killed), ON(progress) = GO(killed), ON(timeout) = GO(killed),
        ON(death) = GO(waiting), ON(refusal) = GO(waiting),
    },
    [LIFECYCLE_restarting] = {
        ON(start) = GO(restarting), ON(stop) = GO(stopping), ON(restart) = GO(restarting),
        ON(reload) = GO(restarting), ON(kill) = GO_AND(killed, KILL), ON(ready) = GO(restarting),
        ON(beat) = GO(restarting), ON(progress) = GO(restarting),
        ON(timeout) = GO_AND(killed, KILL), ON(death) = GO_AND(starting, SPAWN),
        ON(refusal) = GO_AND(starting, SPAWN),
    },
    [LIFECYCLE_stopping] = {
        ON(start) = GO(restarting), ON(stop) = GO(stopping), ON(restart) = GO(stopping),
        ON(reload) = GO(stopping), ON(kill) = GO_AND(ending, KILL), ON(ready) = GO(stopping),
        ON(beat) = GO(stopping), ON(progress) = GO(stopping), ON(timeout) = GO_AND(ending, KILL),
        ON(death) = GO(down), ON(refusal) = GO(down),
    },
    [LIFECYCLE_ending] = {
        ON(start) = GO(killed), ON(stop) = GO(ending), ON(restart) = GO(ending),
        ON(reload) = GO(ending), ON(kill) = GO(ending), ON(ready) = GO(ending),
        ON(beat) = GO(ending), ON(progress) = GO(ending), ON(timeout) = GO(ending),
        ON(death) = GO(down), ON(refusal) = GO(down),
    },
    [LIFECYCLE_waiting] = {
        ON(start) = GO(waiting), ON(stop) = GO(down), ON(restart) = GO_AND(starting, SPAWN),
        ON(reload) = GO_AND(starting, SPAWN), ON(kill) = GO(waiting), ON(ready) = GO(waiting),
        ON(beat) = GO(waiting), ON(progress) = GO(waiting),
        ON(timeout) = GO_AND(starting, SPAWN), ON(death) = GO(waiting), ON(refusal) = GO(waiting),
    },
    [LIFECYCLE_held] = {
        ON(start) = GO(held), ON(stop) = GO(down), ON(restart) = GO_AND(starting, SPAWN),
        ON(reload) = GO_AND(starting, SPAWN), ON(kill) = GO(held), ON(ready) = GO(held),
        ON(beat) = GO(held), ON(progress) = GO(held), ON(timeout) = GO(held), ON(death) = GO(held),
        ON(refusal) = GO(held),
    },
};
/* clang-format on */

static int64_t backoff_ms(const struct lifecycle *life)
{
    if (life->early_deaths >= EARLY_DEATHS_MOST)
        return BACKOFF_FAILING_MS;
    int64_t delay = BACKOFF_FIRST_MS;
    for (unsigned int i = 0; i < life->step && delay < BACKOFF_MOST_MS; i++)
        delay *= 2;
    return delay < BACKOFF_MOST_MS ? delay : BACKOFF_MOST_MS;
}

/* Counts a death that nobody asked for and sets when to try again. */
static void count_death(struct lifecycle *life, int64_t now_ms)
{
    if (life->ready_since_ms == 0)
        life->early_deaths++;
    else if (now_ms - life->ready_since_ms >= STEADY_MS)
        life->step = 0;
    life->deadline_ms = now_ms + backoff_ms(life);
    life->step++;
}

/* What a state begins with. */
static void enter(struct lifecycle *life, int64_t now_ms, const struct lifecycle_times *times)
{
    life->deadline_ms = 0;
    switch (life->state) {
    case LIFECYCLE_starting:
        life->deadline_ms = now_ms + times->ready_ms;
        life->ready_since_ms = 0;
        life->is_hang = false;
        return;
    case LIFECYCLE_ready:
        life->deadline_ms = now_ms + times->silence_ms;
        life->ready_since_ms = now_ms;
        life->early_deaths = 0;
        return;
    case LIFECYCLE_hung:
        life->deadline_ms = now_ms + times->abort_ms;
        life->is_hang = true;
        return;
    case LIFECYCLE_restarting:
    case LIFECYCLE_stopping:
        life->deadline_ms = now_ms + times->stop_ms;
        return;
    case LIFECYCLE_waiting:
        count_death(life, now_ms);
        return;
    case LIFECYCLE_down:
    case LIFECYCLE_held:
        life->step = 0;
        life->early_deaths = 0;
        return;
    case LIFECYCLE_killed:
    case LIFECYCLE_ending:
    case LIFECYCLE_STATE_COUNT:
        return;
    }
}

enum lifecycle_action lifecycle_step(struct lifecycle *life, enum lifecycle_event event,
    int64_t now_ms, const struct lifecycle_times *times)
{
    const struct step *step = &steps[life->state][event];
    if (event == LIFECYCLE_EVENT_timeout && life->state == LIFECYCLE_starting)
        life->is_hang = true;
    if (life->state == LIFECYCLE_ready) {
        bool is_sign_of_life = event == LIFECYCLE_EVENT_beat || event == LIFECYCLE_EVENT_progress;
        if (is_sign_of_life)
            life->deadline_ms = now_ms + times->silence_ms;
        if (event == LIFECYCLE_EVENT_progress)
            life->step = 0;
    }
    if (step->next != life->state) {
        life->state = step->next;
        enter(life, now_ms, times);
    }
    return step->action;
}

bool lifecycle_runs(enum lifecycle_state state)
{
    static const bool runs[LIFECYCLE_STATE_COUNT] = {
#define LIFECYCLE_RUNS(name, is_running) [LIFECYCLE_##name] = is_running,
        LIFECYCLE_STATES(LIFECYCLE_RUNS)
#undef LIFECYCLE_RUNS
    };
    return runs[state];
}

bool lifecycle_is_failing(const struct lifecycle *life)
{
    return life->early_deaths >= EARLY_DEATHS_MOST;
}

const char *lifecycle_state_name(enum lifecycle_state state)
{
    static const char *const names[LIFECYCLE_STATE_COUNT] = {
#define LIFECYCLE_NAME(name, runs) [LIFECYCLE_##name] = #name,
        LIFECYCLE_STATES(LIFECYCLE_NAME)
#undef LIFECYCLE_NAME
    };
    return names[state];
}
