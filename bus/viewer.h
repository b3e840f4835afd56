/* SPDX-License-Identifier: MIT */
/*
 * What a program with a person in front of it needs of the bus: events, questions that do not
 * block, and one wait for both and the terminal. Stages use stage.h instead.
 */
#ifndef CMSYNC_BUS_VIEWER_H
#define CMSYNC_BUS_VIEWER_H

#include "bus/listener.h"
#include "bus/request.h"

/* Bits of what is ready. */
enum viewer_ready { VIEWER_DESCRIPTOR = 1, VIEWER_EVENT = 2, VIEWER_ANSWER = 4 };

/* Call once at the start of a program that is no stage: keeps czmq's hands off signals. */
void viewer_prepare(void);

/* Waits at most `timeout_ms` (-1: for ever) for `descriptor` (-1: none), an event or an answer
   (either may be NULL). Bits of enum viewer_ready; 0 when time is over or a signal came. */
int viewer_wait(
    struct listener *listener, struct request_client *client, int descriptor, int timeout_ms);

#endif
