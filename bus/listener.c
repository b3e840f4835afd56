/* SPDX-License-Identifier: MIT */
#include "bus/listener.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/endpoint.h"

#include <dirent.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <czmq.h>

enum { ENDPOINTS_MAX = 128, REFRESH_MS = 5000 };

struct listener {
    char *run_folder;
    char *endpoint; /* NULL: all */
    zsock_t *socket;
    zsock_t *connections; /* PAIR: libzmq tells of them; NULL: nobody wants to know */
    int inotify;
    int64_t refreshed_ms;
    char *connected[ENDPOINTS_MAX];
    size_t connected_count;
    size_t unreadable;
};

static void connect_to(struct listener *listener, const char *name)
{
    for (size_t i = 0; i < listener->connected_count; i++) {
        if (strcmp(listener->connected[i], name) == 0)
            return;
    }
    char address[ENDPOINT_BYTES];
    if (listener->connected_count == ENDPOINTS_MAX ||
        endpoint_address(listener->run_folder, name, address) < 0)
        return;
    if (zsock_connect(listener->socket, "%s", address) == 0)
        listener->connected[listener->connected_count++] = memory_copy_text(name);
}

static void connect_all(struct listener *listener)
{
    DIR *folder = opendir(listener->run_folder);
    if (folder == NULL)
        return;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        bool is_heard = listener->endpoint == NULL ? endpoint_is_events(entry->d_name)
                                                   : strcmp(listener->endpoint, entry->d_name) == 0;
        if (is_heard)
            connect_to(listener, entry->d_name);
    }
    closedir(folder);
}

struct listener *listener_open(const char *run_folder, const char *endpoint)
{
    if (endpoint_check_folder(run_folder) < 0)
        return NULL;
    struct listener *listener = memory_new(sizeof *listener);
    listener->run_folder = memory_copy_text(run_folder);
    listener->endpoint = endpoint == NULL ? NULL : memory_copy_text(endpoint);
    listener->socket = zsock_new(ZMQ_SUB);
    if (listener->socket == NULL)
        fatal("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    zsock_set_maxmsgsize(listener->socket, MESSAGE_EVENT_MAX_BYTES + 1024);
    zsock_set_reconnect_ivl(listener->socket, 5);       /* doubles, see request.c */
    zsock_set_reconnect_ivl_max(listener->socket, 200); /* what is said meanwhile is lost */
    zsock_set_linger(listener->socket, 0);
    /* Without inotify (the limit of instances is shared with every program of the user) new
       endpoints are found by the next refresh. */
    listener->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    listener_refresh(listener);
    return listener;
}

void listener_close(struct listener **listener)
{
    if (*listener == NULL)
        return;
    struct listener *self = *listener;
    zsock_destroy(&self->connections);
    zsock_destroy(&self->socket);
    if (self->inotify >= 0)
        close(self->inotify);
    for (size_t i = 0; i < self->connected_count; i++)
        free(self->connected[i]);
    free(self->endpoint);
    free(self->run_folder);
    memory_free(listener);
}

void listener_subscribe(struct listener *listener, enum message_type type)
{
    zsock_set_subscribe(listener->socket, type == MESSAGE_none ? "" : message_name(type));
}

void *listener_watch_connections(struct listener *listener)
{
    char address[64];
    snprintf(address, sizeof address, "inproc://listener-%p", (void *)listener);
    if (zmq_socket_monitor(listener_socket(listener), address, ZMQ_EVENT_HANDSHAKE_SUCCEEDED) < 0)
        fatal("cannot watch a socket: %s", zmq_strerror(zmq_errno()));
    listener->connections = zsock_new(ZMQ_PAIR);
    if (listener->connections == NULL || zsock_connect(listener->connections, "%s", address) < 0)
        fatal("cannot watch a socket: %s", zmq_strerror(zmq_errno()));
    return zsock_resolve(listener->connections);
}

bool listener_take_connections(struct listener *listener)
{
    bool is_connected = false;
    while (zsock_events(listener->connections) & ZMQ_POLLIN) {
        zmsg_t *parts = zmsg_recv(listener->connections);
        if (parts == NULL)
            break;
        zmsg_destroy(&parts);
        is_connected = true;
    }
    return is_connected;
}

void *listener_socket(struct listener *listener)
{
    return zsock_resolve(listener->socket);
}

int listener_descriptor(struct listener *listener)
{
    return listener->inotify;
}

void listener_refresh(struct listener *listener)
{
    char events[4096];
    while (listener->inotify >= 0 && read(listener->inotify, events, sizeof events) > 0)
        continue;
    /* The folder may be another one by now: a cleaner took it, and it was made again. */
    if (listener->inotify >= 0)
        (void)inotify_add_watch(listener->inotify, listener->run_folder, IN_CREATE | IN_MOVED_TO);
    connect_all(listener);
    listener->refreshed_ms = clock_now_ms();
}

void listener_keep_up(struct listener *listener)
{
    if (clock_now_ms() - listener->refreshed_ms >= REFRESH_MS)
        listener_refresh(listener);
}

static int unpack_event(struct listener *listener, zmsg_t *parts, struct message *event)
{
    zframe_t *topic = zmsg_first(parts);
    zframe_t *payload = zmsg_next(parts);
    if (zmsg_size(parts) != 2)
        return -1;
    enum message_type type = message_find((const char *)zframe_data(topic), zframe_size(topic));
    if (message_unpack(event, type, zframe_data(payload), zframe_size(payload)) == 0)
        return 0;
    int64_t version = message_version(zframe_data(payload), zframe_size(payload));
    if (listener->unreadable++ > 0)
        return -1;
    if (version >= 0 && version != MESSAGE_VERSION)
        log_warning("events cannot be read: this program speaks version %d of the messages, the "
                    "stages %lld",
            MESSAGE_VERSION, (long long)version);
    else
        log_warning("an event could not be read");
    return -1;
}

int listener_take(struct listener *listener, struct message *event)
{
    while (zsock_events(listener->socket) & ZMQ_POLLIN) {
        zmsg_t *parts = zmsg_recv(listener->socket);
        if (parts == NULL)
            return 0;
        int result = unpack_event(listener, parts, event);
        zmsg_destroy(&parts);
        if (result == 0)
            return 1;
    }
    return 0;
}
