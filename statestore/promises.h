/* SPDX-License-Identifier: MIT */
/* Which answers of the store are promises. */
#ifndef CMSYNC_STATESTORE_PROMISES_H
#define CMSYNC_STATESTORE_PROMISES_H

#include "bus/messages.h"

/*
 * Whoever asks is promised that what the answer says outlives a failing power, but for the
 * questions that only read, and for what is found or made again from the same files after it:
 * what the watcher sees, what the converter makes, and leases, whose holders die with the power.
 * What is not named in these exceptions is a promise.
 */
bool store_promises(enum message_type request);

#endif
