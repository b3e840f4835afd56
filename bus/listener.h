/* SPDX-License-Identifier: MIT */
/*
 * The listening side of the events: connects to every `*.events` endpoint in the run folder, or to
 * one of them, and to those that appear later. Events are hints: some are lost, and whoever needs
 * the truth asks.
 */
#ifndef CMSYNC_BUS_LISTENER_H
#define CMSYNC_BUS_LISTENER_H

#include "bus/messages.h"

struct listener;

/* `endpoint` is the one to hear, NULL all. NULL (logged) when the run folder cannot be watched.
   Close it. */
struct listener *listener_open(const char *run_folder, const char *endpoint);
void listener_close(struct listener **listener);

/* Nothing is heard that was not subscribed to. MESSAGE_none subscribes to all. */
void listener_subscribe(struct listener *listener, enum message_type type);

/* From now on a connection that is made is told of: what was published before nobody heard. To wait
   on: the socket for zmq_poll(). Whether there was one, without waiting; always to be taken. */
void *listener_watch_connections(struct listener *listener);
bool listener_take_connections(struct listener *listener);

/* Takes one event without waiting: 1, or 0 when there is none. What cannot be read is counted,
   logged once and skipped. message_free() it. */
int listener_take(struct listener *listener, struct message *event);

/* To wait on: the socket for zmq_poll(), and the descriptor that tells of new endpoints;
   listener_refresh() when that is readable. It tells of none where inotify is not to be had, or in
   a folder that is another one by now: listener_keep_up() looks at times, too. */
void *listener_socket(struct listener *listener);
int listener_descriptor(struct listener *listener);
void listener_refresh(struct listener *listener);
void listener_keep_up(struct listener *listener);

#endif
