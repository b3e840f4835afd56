/* SPDX-License-Identifier: MIT */
/*
 * Signals as a descriptor: SIGINT, SIGTERM and SIGHUP ask the program to end, SIGCHLD says that a
 * child did something. Nothing runs inside a signal handler.
 */
#ifndef CMSYNC_CLI_INTERRUPT_H
#define CMSYNC_CLI_INTERRUPT_H

#include <stdbool.h>

/* Blocks the signals and opens the descriptor. Once, before any thread or child. */
void interrupt_open(void);

/* Readable when signals wait; close-on-exec. */
int interrupt_descriptor(void);

/* Takes the signals that wait. True while nobody asked the program to end. */
bool interrupt_take(void);

/* How often it was asked to end. */
int interrupt_count(void);

/* 0, or the exit code of the first request to end: 130 or 143. */
int interrupt_code(void);

/* interrupt_take() in the shape of a request_tick. */
bool interrupt_tick(void *unused_context);

#endif
