/* SPDX-License-Identifier: MIT */
/*
 * A supervisor of our own: started, asked, waited for and stopped by one command. What it and its
 * stages say on standard error is kept, to be shown when it ends by itself.
 */
#ifndef CMSYNC_CLI_ENGINE_H
#define CMSYNC_CLI_ENGINE_H

#include "bus/viewer.h"
#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

struct engine;

struct engine_wish {
    bool is_paused;        /* upload nothing until it is resumed */
    bool has_no_uploaders; /* cannot ask Confluence anything */
    bool is_reader;        /* cannot write to Confluence */
    bool is_detached;      /* stays when we go; its messages go to the log file */
};

/*
 * Takes no time: the supervisor only begins to start. 0, or an exit code (said to the person):
 * EXIT_CODE_LOCKED when another instance has the lock. Free it with engine_stop() or, a detached
 * one, with engine_release().
 */
int engine_start(struct engine **engine, const struct config *config, const struct options *options,
    const struct engine_wish *wish);

/* Waits until the store answers. 0, or the exit code that is now the command's (said). */
int engine_wait_ready(struct engine *engine);

/* Asks the store. 0 with the answer (message_free() it; never `refused`, that is said), or the
   exit code that is now the command's (said, unless we were interrupted). */
int engine_ask(struct engine *engine, const struct message *question, struct message *answer)
    __attribute__((warn_unused_result));

/* The same, but `refused` is an answer like others. */
int engine_inquire(struct engine *engine, const struct message *question, struct message *answer)
    __attribute__((warn_unused_result));

/* Waits at most `timeout_ms` for an event, and for the end of the supervisor or of our own time.
   0, or the exit code that is now the command's (said, ...). */
int engine_wait(struct engine *engine, int timeout_ms) __attribute__((warn_unused_result));

/* How many events engine_wait() has taken so far. */
unsigned long engine_heard(const struct engine *engine);

/* Called for each event that engine_wait() takes, those of files among them; they are hints, some
   are lost. */
typedef void engine_handler(const struct message *event, void *context);
void engine_listen(struct engine *engine, engine_handler *handler, void *context);

/* Stops the supervisor in order (a second signal: at once) and frees the engine. Its exit status;
   0 when it had not been started. */
int engine_stop(struct engine **engine);

/* Leaves a detached supervisor to itself. */
void engine_release(struct engine **engine);

pid_t engine_pid(const struct engine *engine);

#endif
