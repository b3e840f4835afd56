/* SPDX-License-Identifier: MIT */
/*
 * The life of one stage as a table of states and events (s6's idea). Pure: times come in, what to
 * do goes out; the process itself is child.h's business.
 */
#ifndef CMSYNC_SUPERVISOR_LIFECYCLE_H
#define CMSYNC_SUPERVISOR_LIFECYCLE_H

#include <stdbool.h>
#include <stdint.h>

/* STATE(name, whether a process runs in it) */
#define LIFECYCLE_STATES(STATE)                                                                    \
    STATE(down, false)      /* not wanted */                                                       \
    STATE(starting, true)   /* spawned, not ready yet */                                           \
    STATE(ready, true)      /* works, and says so each second */                                   \
    STATE(hung, true)       /* silent too long: SIGABRT sent */                                    \
    STATE(killed, true)     /* SIGKILL sent, to be started again */                                \
    STATE(restarting, true) /* SIGTERM sent, to be started again */                                \
    STATE(stopping, true)   /* SIGTERM sent, not wanted any more */                                \
    STATE(ending, true)     /* SIGKILL sent, not wanted any more */                                \
    STATE(waiting, false)   /* died; starts again when the back-off is over */                     \
    STATE(held, false)      /* exit status 2, configuration: waits for a reload */

#define LIFECYCLE_EVENTS(EVENT)                                                                    \
    EVENT(start)                                                                                   \
    EVENT(stop)                                                                                    \
    EVENT(restart)                                                                                 \
    EVENT(reload)                                                                                  \
    EVENT(kill)                                                                                    \
    EVENT(ready)    /* the stage said so */                                                        \
    EVENT(beat)     /* its main loop is alive */                                                   \
    EVENT(progress) /* the same, and it has finished a unit of work */                             \
    EVENT(timeout)  /* the deadline has passed */                                                  \
    EVENT(death)    /* reaped, or could not be spawned */                                          \
    EVENT(refusal)  /* reaped with exit status 2 */

enum lifecycle_state {
#define LIFECYCLE_ENUM(name, runs) LIFECYCLE_##name,
    LIFECYCLE_STATES(LIFECYCLE_ENUM)
#undef LIFECYCLE_ENUM
        LIFECYCLE_STATE_COUNT
};

enum lifecycle_event {
#define LIFECYCLE_ENUM(name) LIFECYCLE_EVENT_##name,
    LIFECYCLE_EVENTS(LIFECYCLE_ENUM)
#undef LIFECYCLE_ENUM
        LIFECYCLE_EVENT_COUNT
};

enum lifecycle_action {
    LIFECYCLE_DO_NOTHING,
    LIFECYCLE_DO_SPAWN,
    LIFECYCLE_DO_TERMINATE, /* SIGTERM */
    LIFECYCLE_DO_ABORT,     /* SIGABRT */
    LIFECYCLE_DO_KILL,      /* SIGKILL */
    LIFECYCLE_DO_HANGUP,    /* SIGHUP */
};

struct lifecycle_times {
    int64_t ready_ms;   /* from spawn to ready */
    int64_t silence_ms; /* between two beats */
    int64_t abort_ms;   /* from SIGABRT to SIGKILL */
    int64_t stop_ms;    /* from SIGTERM to SIGKILL */
};

struct lifecycle {
    enum lifecycle_state state;
    int64_t deadline_ms;       /* when LIFECYCLE_EVENT_timeout is due; 0: never */
    int64_t ready_since_ms;    /* 0: not ready */
    unsigned int step;         /* of the back-off */
    unsigned int early_deaths; /* in a row before ready */
    bool is_hang;              /* the process is being killed for silence */
};

/* Takes one event at time `now_ms`; what the caller has to do about it. */
enum lifecycle_action lifecycle_step(struct lifecycle *life, enum lifecycle_event event,
    int64_t now_ms, const struct lifecycle_times *times);

/* A process runs in this state. */
bool lifecycle_runs(enum lifecycle_state state);

/* It died so often before it was ready that it is tried once a minute only. */
bool lifecycle_is_failing(const struct lifecycle *life);

const char *lifecycle_state_name(enum lifecycle_state state);

#endif
