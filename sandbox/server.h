/* SPDX-License-Identifier: MIT */
/* HTTP on the loopback address around sandbox_answer(). */
#ifndef CMSYNC_SANDBOX_SERVER_H
#define CMSYNC_SANDBOX_SERVER_H

#include "sandbox/sandbox.h"

/*
 * Binds 127.0.0.1 at the options' port (0: any), prints `listening URL` on standard output and
 * serves until SIGINT or SIGTERM. 0; or -1 when it cannot bind.
 */
int server_run(struct sandbox *sandbox);

#endif
