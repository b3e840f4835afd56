/* SPDX-License-Identifier: MIT */
#include "bus/listener.h"

#include "base/memory.h"
#include "base/path.h"
#include "bus/endpoint.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <czmq.h>

enum { PATIENCE_MS = 20000 };

static char folder[] = "/tmp/cmsync-listener-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    zsys_handler_set(NULL);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static zsock_t *publish_at(const char *name)
{
    char address[ENDPOINT_BYTES];
    assert_int_equal(endpoint_address(folder, name, address), 0);
    zsock_t *socket = zsock_new(ZMQ_PUB);
    assert_int_equal(zsock_bind(socket, "%s", address), 0);
    return socket;
}

static void end(zsock_t **socket, const char *name)
{
    char *path = path_join(folder, name);
    zsock_destroy(socket);
    (void)unlink(path);
    memory_free(&path);
}

static bool is_told(struct listener *listener, void *connections, int ms)
{
    zmq_pollitem_t item = { .socket = connections, .events = ZMQ_POLLIN };
    zmq_poll(&item, 1, ms);
    return listener_take_connections(listener);
}

static void a_connection_that_comes_late_is_told_of(void **state)
{
    (void)state;
    struct listener *listener = listener_open(folder, ENDPOINT_STORE_EVENTS);
    assert_non_null(listener);
    void *connections = listener_watch_connections(listener);
    assert_false(is_told(listener, connections, 0));
    zsock_t *store = publish_at(ENDPOINT_STORE_EVENTS);
    listener_refresh(listener);
    assert_true(is_told(listener, connections, PATIENCE_MS));
    assert_false(is_told(listener, connections, 0));
    end(&store, ENDPOINT_STORE_EVENTS);
    store = publish_at(ENDPOINT_STORE_EVENTS);
    assert_true(is_told(listener, connections, PATIENCE_MS));
    end(&store, ENDPOINT_STORE_EVENTS);
    listener_close(&listener);
}

static void a_folder_that_is_made_again_is_watched_again(void **state)
{
    (void)state;
    struct listener *listener = listener_open(folder, ENDPOINT_STORE_EVENTS);
    assert_non_null(listener);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    listener_refresh(listener);
    zsock_t *store = publish_at(ENDPOINT_STORE_EVENTS);
    zmq_pollitem_t item = { .fd = listener_descriptor(listener), .events = ZMQ_POLLIN };
    assert_int_equal(zmq_poll(&item, 1, PATIENCE_MS), 1);
    end(&store, ENDPOINT_STORE_EVENTS);
    listener_close(&listener);
}

static void only_the_endpoint_that_is_wanted_is_heard(void **state)
{
    (void)state;
    zsock_t *store = publish_at(ENDPOINT_STORE_EVENTS);
    zsock_t *watcher = publish_at("watcher.events");
    struct listener *listener = listener_open(folder, "watcher.events");
    listener_subscribe(listener, MESSAGE_scan_waiting);
    void *subscribed = zsock_resolve(watcher);
    struct message event = { .type = MESSAGE_none };
    zmq_pollitem_t item = { .socket = listener_socket(listener), .events = ZMQ_POLLIN };
    struct text payload = text_new(1024);
    assert_int_equal(message_pack(&(struct message){ .type = MESSAGE_scan_waiting }, &payload), 0);
    const char *topic = message_name(MESSAGE_scan_waiting);
    while (zmq_poll(&item, 1, 10) == 0) { /* until the subscription has arrived */
        zmq_send(zsock_resolve(store), topic, strlen(topic), ZMQ_SNDMORE);
        zmq_send(zsock_resolve(store), "x", 1, 0); /* not even readable */
        zmq_send(subscribed, topic, strlen(topic), ZMQ_SNDMORE);
        zmq_send(subscribed, payload.data, payload.length, 0);
    }
    assert_int_equal(listener_take(listener, &event), 1);
    assert_int_equal(event.type, MESSAGE_scan_waiting);
    message_free(&event);
    text_free(&payload);
    listener_close(&listener);
    end(&store, ENDPOINT_STORE_EVENTS);
    end(&watcher, "watcher.events");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_that_comes_late_is_told_of),
        cmocka_unit_test(a_folder_that_is_made_again_is_watched_again),
        cmocka_unit_test(only_the_endpoint_that_is_wanted_is_heard),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
