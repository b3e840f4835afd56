/* SPDX-License-Identifier: MIT */
/* The inside of the skeleton: what stage.c (begin, end, questions), stage_loop.c and serve.c
   (requests) share. Nobody else. */
#ifndef CMSYNC_BUS_STAGE_RUN_H
#define CMSYNC_BUS_STAGE_RUN_H

#include "bus/answered.h"
#include "bus/binding.h"
#include "bus/listener.h"
#include "bus/question.h"
#include "bus/request.h"
#include "bus/stage.h"

#include <sys/select.h>

/* czmq names its types so; no header includes it. */
struct _zframe_t;
struct _zloop_t;
struct _zsock_t;

enum { BATCH_MAX = 64, TIMERS_MAX = 16, BEAT_MS = 1000 };

struct timer {
    struct stage_run *run;
    stage_timer *function;
    int id;
    bool is_repeated;
};

/* An answer that waits for the end of its batch. */
struct reply {
    struct _zframe_t *peer;
    struct _zframe_t *correlation;
    struct question question;
    enum message_type type;
    struct text payload;
};

struct stage_run {
    const struct stage *stage;
    struct options options;
    struct config *config;
    char *name;
    char *events_name;
    void *state;
    struct _zloop_t *loop;
    struct binding events;   /* PUB */
    struct binding requests; /* ROUTER; none for a stage without requests */
    struct listener *listener;
    void *connections; /* tells of the listener's */
    struct request_client *client;
    struct timer timers[TIMERS_MAX];
    struct reply replies[BATCH_MAX];
    size_t reply_count;
    struct answered answered;
    bool owes_reply;
    long peer;
    int signals;
    int control;
    int64_t beat_at_ms;
    long progress;
    bool is_stopping;
    bool is_reload_due; /* SIGHUP came in the middle of work */
    bool is_logging;    /* inside the log sink: what it causes is not logged again */
    int status;
    stage_descriptor_handler *watchers[FD_SETSIZE];
};

/* Takes what the supervisor says: before requests, for it says who may ask. */
void stage_take_controls(struct stage_run *run);

/* The same for signals. SIGHUP is taken between two handlers: in the middle of work it would pull
   the configuration from under it. */
void stage_take_signals(struct stage_run *run);

/* Hears of everything; runs until the stage is to stop. */
void stage_open_loop(struct stage_run *run);
void stage_run_loop(struct stage_run *run);

/* Takes what waits on the request endpoint as one batch, and answers it. For zloop. */
int serve_requests(struct _zloop_t *loop, struct _zsock_t *socket, void *context);

#endif
