/* SPDX-License-Identifier: MIT */
/*
 * Between the bus and the model: takes events, asks the store one question at a time (what the
 * person wants, then the snapshot, then how things are), and finds out whether it is there at all.
 * Never blocks.
 */
#ifndef CMSYNC_MONITOR_FEED_H
#define CMSYNC_MONITOR_FEED_H

#include "monitor/model.h"

#include <stdint.h>

struct feed;

/* NULL (logged) when the run folder cannot be used. Close it. */
struct feed *feed_open(const char *run_folder);
void feed_close(struct feed **feed);

/* Takes what is there and asks what is due. `now_ms` is of clock_now_ms(). */
void feed_step(struct feed *feed, struct model *model, int64_t now_ms);

/* Waits for the bus or `descriptor`, at most `timeout_ms`. True when the descriptor is ready. */
bool feed_wait(struct feed *feed, int descriptor, int timeout_ms);

/* When feed_step() has something to do even if nothing comes. */
int64_t feed_due_ms(const struct feed *feed, const struct model *model);

/* Sends a control or a decision as soon as the open question is answered. Takes `wish` over. */
void feed_order(struct feed *feed, struct wish *wish);

/* Looks at once whether something runs, as after a start. */
void feed_hurry(struct feed *feed);

#endif
