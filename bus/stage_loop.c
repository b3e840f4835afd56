/* SPDX-License-Identifier: MIT */
#include "bus/stage_run.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>

#include <czmq.h>

static int on_events(zloop_t *loop, zmq_pollitem_t *item, void *context)
{
    (void)loop;
    (void)item;
    struct stage_run *run = context;
    struct message event;
    for (int i = 0; i < BATCH_MAX && listener_take(run->listener, &event) == 1; i++) {
        if (run->stage->on_event[event.type] != NULL)
            run->stage->on_event[event.type](run, &event);
        message_free(&event);
    }
    return run->is_stopping ? -1 : 0;
}

static int on_connection(zloop_t *loop, zmq_pollitem_t *item, void *context)
{
    (void)loop;
    (void)item;
    struct stage_run *run = context;
    if (listener_take_connections(run->listener) && run->stage->on_connection != NULL)
        run->stage->on_connection(run);
    return run->is_stopping ? -1 : 0;
}

static int on_descriptor(zloop_t *loop, zmq_pollitem_t *item, void *context)
{
    (void)loop;
    struct stage_run *run = context;
    if (item->fd == run->signals)
        stage_take_signals(run);
    else if (item->fd == run->control)
        stage_take_controls(run);
    else if (run->listener != NULL && item->fd == listener_descriptor(run->listener))
        listener_refresh(run->listener);
    else if (run->watchers[item->fd] != NULL)
        run->watchers[item->fd](run, item->fd);
    return run->is_stopping ? -1 : 0;
}

static int on_timer(zloop_t *loop, int id, void *context)
{
    (void)loop;
    (void)id;
    struct timer *timer = context;
    stage_timer *function = timer->function;
    struct stage_run *run = timer->run;
    if (!timer->is_repeated)
        timer->function = NULL; /* free for the next one, the handler may take it */
    function(run);
    return run->is_stopping ? -1 : 0;
}

static int add_timer(struct stage_run *run, int64_t ms, stage_timer *function, bool is_repeated)
{
    for (int i = 0; i < TIMERS_MAX; i++) {
        struct timer *timer = &run->timers[i];
        if (timer->function != NULL)
            continue;
        timer->run = run;
        timer->function = function;
        timer->is_repeated = is_repeated;
        timer->id =
            zloop_timer(run->loop, (size_t)(ms < 0 ? 0 : ms), is_repeated ? 0 : 1, on_timer, timer);
        return timer->id;
    }
    fatal("more than %d timers", TIMERS_MAX);
}

int stage_after(struct stage_run *run, int64_t ms, stage_timer *timer)
{
    return add_timer(run, ms, timer, false);
}

int stage_every(struct stage_run *run, int64_t ms, stage_timer *timer)
{
    return add_timer(run, ms, timer, true);
}

void stage_cancel(struct stage_run *run, int id)
{
    for (int i = 0; i < TIMERS_MAX; i++) {
        if (run->timers[i].function != NULL && run->timers[i].id == id) {
            run->timers[i].function = NULL;
            zloop_timer_end(run->loop, id);
            return;
        }
    }
}

void stage_watch(struct stage_run *run, int fd, stage_descriptor_handler *handler)
{
    assert(fd >= 0 && fd < FD_SETSIZE);
    zmq_pollitem_t item = { .fd = fd, .events = ZMQ_POLLIN };
    if (run->watchers[fd] != NULL || handler == NULL)
        zloop_poller_end(run->loop, &item);
    run->watchers[fd] = handler;
    if (handler != NULL)
        zloop_poller(run->loop, &item, on_descriptor, run);
}

static void beat(struct stage_run *run)
{
    stage_tick(run);
    if (run->listener != NULL)
        listener_keep_up(run->listener);
    binding_look_after(&run->events);
    binding_look_after(&run->requests);
}

static void poll_descriptor(struct stage_run *run, int fd)
{
    zmq_pollitem_t item = { .fd = fd, .events = ZMQ_POLLIN };
    if (fd >= 0)
        zloop_poller(run->loop, &item, on_descriptor, run);
}

void stage_open_loop(struct stage_run *run)
{
    poll_descriptor(run, run->signals);
    poll_descriptor(run, run->control);
    if (run->requests.socket != NULL)
        zloop_reader(run->loop, run->requests.socket, serve_requests, run);
    if (run->listener != NULL) {
        /* zloop wants a zsock_t; the listener hands out the raw socket. */
        zmq_pollitem_t item = { .socket = listener_socket(run->listener), .events = ZMQ_POLLIN };
        zloop_poller(run->loop, &item, on_events, run);
        item.socket = run->connections;
        zloop_poller(run->loop, &item, on_connection, run);
        poll_descriptor(run, listener_descriptor(run->listener));
    }
    stage_every(run, BEAT_MS, beat);
}

void stage_run_loop(struct stage_run *run)
{
    /* czmq 4.2.1 leaves the loop after any handled signal (czmq issue 2284). */
    while (!run->is_stopping)
        zloop_start(run->loop);
}
