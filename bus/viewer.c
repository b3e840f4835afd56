/* SPDX-License-Identifier: MIT */
#include "bus/viewer.h"

#include <czmq.h>

void viewer_prepare(void)
{
    zsys_handler_set(NULL);
    zsys_init();
}

int viewer_wait(
    struct listener *listener, struct request_client *client, int descriptor, int timeout_ms)
{
    zmq_pollitem_t items[4];
    int bits[4];
    int count = 0;
    if (listener != NULL) {
        listener_keep_up(listener);
        bits[count] = VIEWER_EVENT;
        items[count++] =
            (zmq_pollitem_t){ .socket = listener_socket(listener), .events = ZMQ_POLLIN };
        if (listener_descriptor(listener) >= 0) {
            bits[count] = 0;
            items[count++] =
                (zmq_pollitem_t){ .fd = listener_descriptor(listener), .events = ZMQ_POLLIN };
        }
    }
    if (client != NULL) {
        bits[count] = VIEWER_ANSWER;
        items[count++] = (zmq_pollitem_t){ .socket = request_socket(client), .events = ZMQ_POLLIN };
    }
    if (descriptor >= 0) {
        bits[count] = VIEWER_DESCRIPTOR;
        items[count++] = (zmq_pollitem_t){ .fd = descriptor, .events = ZMQ_POLLIN };
    }
    if (zmq_poll(items, count, timeout_ms) <= 0)
        return 0;
    int ready = 0;
    for (int i = 0; i < count; i++) {
        if (items[i].revents == 0)
            continue;
        ready |= bits[i];
        if (bits[i] == 0)
            listener_refresh(listener);
    }
    return ready;
}
