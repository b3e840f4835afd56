/* SPDX-License-Identifier: MIT */
/*
 * The skeleton all stages share. A stage is a table; its main() is one call of stage_main(), which
 * does options, configuration, log, sockets, readiness, heartbeat, loop and orderly end, in this
 * order and only here. Handlers never block for longer than an HTTP time-out and call stage_tick()
 * in long work.
 */
#ifndef CMSYNC_BUS_STAGE_H
#define CMSYNC_BUS_STAGE_H

#include "base/control.h"
#include "bus/messages.h"
#include "config/config.h"

#include <stdbool.h>
#include <stdint.h>

struct stage_run;

typedef void stage_handler(struct stage_run *run, const struct message *message);
typedef void stage_timer(struct stage_run *run);
typedef void stage_descriptor_handler(struct stage_run *run, int fd);

struct stage {
    const char *name;
    unsigned int needs; /* bits of enum config_need */
    /* Options of its own, besides those of every stage. */
    const struct option *options;
    size_t option_count;
    /* An exit status; STAGE_EXIT_OK: go on. State goes to stage_set_state(). */
    int (*open)(struct stage_run *run);
    void (*close)(struct stage_run *run);
    /* The configuration was read again (SIGHUP); NULL: nothing to do. */
    void (*on_reload)(struct stage_run *run);
    /* Records from the supervisor that are no stop, reload, ...; NULL: none expected. */
    void (*on_control)(struct stage_run *run, const struct control *control);
    /* The store's events are heard from now on, or again: what it published before was missed. NULL
       without events. */
    void (*on_connection)(struct stage_run *run);
    /* The table of events is the list of subscriptions. */
    stage_handler *on_event[MESSAGE_COUNT];
    /* A stage with requests binds the request endpoint. Each handler replies once. */
    stage_handler *on_request[MESSAGE_COUNT];
    /* Around each batch of requests that wait at the same time: replies leave only after
       on_batch_end returned 0; else every asker gets `refused`. NULL: no batches. */
    void (*on_batch_begin)(struct stage_run *run);
    int (*on_batch_end)(struct stage_run *run);
};

/* Runs the stage; the value for main() to return. */
int stage_main(const struct stage *stage, int argc, char **argv);

void stage_set_state(struct stage_run *run, void *state);
void *stage_state(struct stage_run *run);

/* The configuration in force; replaced by a reload. Borrowed. */
const struct config *stage_config(const struct stage_run *run);

/* Among those of its kind that one supervisor started, from 1. */
long stage_number(const struct stage_run *run);

/* One of the stage's own flags was given. */
bool stage_has_option(const struct stage_run *run, const char *name);

/* Sends an event to whoever listens; it may be lost. The message stays the caller's. */
void stage_publish(struct stage_run *run, const struct message *event);

/* Inside a request handler: the answer. The message stays the caller's. */
void stage_reply(struct stage_run *run, const struct message *answer);
void stage_reply_accepted(struct stage_run *run, int64_t number);
void stage_reply_refused(struct stage_run *run, const char *code, const char *reason);

/* Inside a request handler: the pid of the asker. */
long stage_peer(const struct stage_run *run);

/* Asks the store, as long as it takes. 0 with the answer (message_free() it; may be `refused`), or
   -1 when the stage is to stop. */
int stage_ask(struct stage_run *run, const struct message *question, struct message *answer)
    __attribute__((warn_unused_result));

/* The same in two steps, with work in between; no other question may be asked meanwhile. */
int stage_ask_later(struct stage_run *run, const struct message *question)
    __attribute__((warn_unused_result));
int stage_take_answer(struct stage_run *run, struct message *answer)
    __attribute__((warn_unused_result));

/* Calls `timer` once after `ms`, or every `ms`. The id is for stage_cancel(). */
int stage_after(struct stage_run *run, int64_t ms, stage_timer *timer);
int stage_every(struct stage_run *run, int64_t ms, stage_timer *timer);
void stage_cancel(struct stage_run *run, int id);

/* Calls `handler` whenever `fd` is readable; NULL ends that. */
void stage_watch(struct stage_run *run, int fd, stage_descriptor_handler *handler);

/* Heartbeat from inside long work. False when the stage is to stop. */
bool stage_tick(struct stage_run *run);

/* One unit of work was finished: resets the supervisor's back-off. */
void stage_progress(struct stage_run *run);

/* Ends the loop after the current handler with this exit status. */
void stage_stop(struct stage_run *run, int status);
bool stage_is_stopping(const struct stage_run *run);

/* Sends a record to the supervisor. 0, or -1 when there is none or it does not read. */
int stage_control(struct stage_run *run, const struct control *control);

#endif
