/* SPDX-License-Identifier: MIT */
/*
 * The asking side of the request endpoint: one question at a time, sent again until it is answered
 * (the lazy pirate pattern). A store that meets a question again gives the answer that it gave
 * (question.h). One that died behind its commit may be asked anew what it did: a decision is then
 * refused as taken, a run or a scan begins again, a permit is counted twice; all else is as once.
 */
#ifndef CMSYNC_BUS_REQUEST_H
#define CMSYNC_BUS_REQUEST_H

#include "bus/messages.h"

#include <stdbool.h>

struct request_client;

/* Called every quarter second or so while an answer is waited for. False ends the waiting. */
typedef bool request_tick(void *context);

/* NULL (logged) when the run folder cannot be used. `tick` may be NULL. Close it. */
struct request_client *request_open(const char *run_folder, request_tick *tick, void *context);
void request_close(struct request_client **client);

/* The code of the refusal that stands in for an answer of another MESSAGE_VERSION: who answers is
   of another cmsync, and will not be understood however often it is asked. */
#define REQUEST_OTHER_VERSION "version"

/*
 * Asks and waits for the answer, at most `timeout_ms` (-1: for ever). 0 with the answer, which may
 * be `refused` (message_free() it); -1 when time is over, the tick said stop or the question
 * cannot be packed.
 */
int request_ask(struct request_client *client, const struct message *question,
    struct message *answer, int timeout_ms) __attribute__((warn_unused_result));

/* The same in two steps, for a caller that has other things to wait for. A new question takes the
   place of one that is not answered yet. 0, or -1 when it cannot be packed. */
int request_send(struct request_client *client, const struct message *question);

/* Waits for the answer to what was sent, as request_ask() does; after -1 it can be waited for
 * again.
 */
int request_wait(struct request_client *client, struct message *answer, int timeout_ms)
    __attribute__((warn_unused_result));

/* 1 with the answer, 0 when there is none yet. Sends the question again when it is time. */
int request_take(struct request_client *client, struct message *answer);

/* The answer is the refusal with REQUEST_OTHER_VERSION. */
bool request_meets_other_version(const struct message *answer);

/* For zmq_poll(). */
void *request_socket(struct request_client *client);

#endif
