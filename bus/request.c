/* SPDX-License-Identifier: MIT */
#include "bus/request.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/endpoint.h"
#include "bus/question.h"

#include <czmq.h>

enum { FIRST_WAIT_MS = 250, LONGEST_WAIT_MS = 2000, SLICE_MS = 200 };

struct request_client {
    zsock_t *socket;
    request_tick *tick;
    void *context;
    struct text payload; /* of the open question */
    struct question question;
    enum message_type type;
    bool is_open;
    int64_t resend_at_ms;
    int wait_ms;
};

struct request_client *request_open(const char *run_folder, request_tick *tick, void *context)
{
    char address[ENDPOINT_BYTES];
    if (endpoint_address(run_folder, ENDPOINT_REQUESTS, address) < 0)
        return NULL;
    struct request_client *client = memory_new(sizeof *client);
    client->tick = tick;
    client->context = context;
    client->payload = text_new(MESSAGE_MAX_BYTES);
    client->question = question_first();
    client->socket = zsock_new(ZMQ_REQ);
    if (client->socket == NULL)
        fatal("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    /* A late answer to a question that was sent again is dropped, not mistaken (both or none:
       zmq_setsockopt(3)). */
    zsock_set_req_relaxed(client->socket, 1);
    zsock_set_req_correlate(client->socket, 1);
    zsock_set_linger(client->socket, 0);
    zsock_set_maxmsgsize(client->socket, MESSAGE_MAX_BYTES + 1024);
    zsock_set_reconnect_ivl(client->socket, 5); /* doubles; a store is up in a moment */
    zsock_set_reconnect_ivl_max(client->socket, 1000);
    if (zsock_connect(client->socket, "%s", address) < 0)
        fatal("cannot connect to %s: %s", address, zmq_strerror(zmq_errno()));
    return client;
}

void request_close(struct request_client **client)
{
    if (*client == NULL)
        return;
    zsock_destroy(&(*client)->socket);
    text_free(&(*client)->payload);
    memory_free(client);
}

void *request_socket(struct request_client *client)
{
    return zsock_resolve(client->socket);
}

static void send_now(struct request_client *client)
{
    char topic[QUESTION_TOPIC_BYTES];
    size_t length = question_print(&client->question, client->type, topic);
    void *socket = request_socket(client);
    /* With REQ_RELAXED a second send is allowed; without a peer it would block: never wait. */
    if (zmq_send(socket, topic, length, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0)
        zmq_send(socket, client->payload.data, client->payload.length, ZMQ_DONTWAIT);
    client->resend_at_ms = clock_now_ms() + client->wait_ms;
    client->wait_ms = client->wait_ms * 2 > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : client->wait_ms * 2;
}

int request_send(struct request_client *client, const struct message *question)
{
    text_cut(&client->payload, 0);
    client->payload.overflowed = false;
    if (message_pack(question, &client->payload) < 0)
        return -1;
    client->type = question->type;
    client->question.number++;
    client->wait_ms = FIRST_WAIT_MS;
    client->is_open = true;
    send_now(client);
    return 0;
}

/* In words for a person, who has to do something about it. */
static void refuse_version(struct message *answer, int64_t version)
{
    bool is_older = version < MESSAGE_VERSION;
    char reason[160];
    int length = snprintf(reason, sizeof reason,
        "this program speaks version %d of the messages, the stages %lld: restart %s",
        MESSAGE_VERSION, (long long)version, is_older ? "them" : "it");
    *answer = (struct message){ .type = MESSAGE_refused, .pool = memory_pool_new() };
    answer->refused.code = REQUEST_OTHER_VERSION;
    answer->refused.reason = memory_pool_copy(answer->pool, reason, (size_t)length);
}

bool request_meets_other_version(const struct message *answer)
{
    return answer->type == MESSAGE_refused &&
           strcmp(answer->refused.code, REQUEST_OTHER_VERSION) == 0;
}

static int take_apart(
    struct request_client *client, zmq_msg_t *topic, zmq_msg_t *payload, struct message *answer)
{
    enum message_type type = message_find(zmq_msg_data(topic), zmq_msg_size(topic));
    if (message_unpack(answer, type, zmq_msg_data(payload), zmq_msg_size(payload)) == 0)
        return 1;
    int64_t version = message_version(zmq_msg_data(payload), zmq_msg_size(payload));
    if (version >= 0 && version != MESSAGE_VERSION) {
        refuse_version(answer, version);
        return 1;
    }
    log_warning("an answer to %s could not be read", message_name(client->type));
    return 0;
}

/* Takes one message off the socket: 1 when it is a whole answer. */
static int receive(struct request_client *client, struct message *answer)
{
    zmq_msg_t topic;
    zmq_msg_t payload;
    zmq_msg_init(&topic);
    zmq_msg_init(&payload);
    int result = 0;
    void *socket = request_socket(client);
    if (zmq_msg_recv(&topic, socket, ZMQ_DONTWAIT) >= 0 && zmq_msg_more(&topic) &&
        zmq_msg_recv(&payload, socket, ZMQ_DONTWAIT) >= 0 && !zmq_msg_more(&payload))
        result = take_apart(client, &topic, &payload, answer);
    zmq_msg_close(&topic);
    zmq_msg_close(&payload);
    return result;
}

int request_take(struct request_client *client, struct message *answer)
{
    if (!client->is_open)
        return 0;
    if (receive(client, answer) == 1) {
        client->is_open = false;
        return 1;
    }
    if (clock_now_ms() >= client->resend_at_ms)
        send_now(client);
    return 0;
}

int request_wait(struct request_client *client, struct message *answer, int timeout_ms)
{
    memset(answer, 0, sizeof *answer);
    int64_t deadline = clock_now_ms() + timeout_ms;
    while (request_take(client, answer) != 1) {
        bool is_over = !client->is_open || (timeout_ms >= 0 && clock_now_ms() >= deadline);
        zmq_pollitem_t item = { .socket = request_socket(client), .events = ZMQ_POLLIN };
        if (!is_over && zmq_poll(&item, 1, SLICE_MS) == 0)
            is_over = client->tick != NULL && !client->tick(client->context);
        if (is_over)
            return -1;
    }
    return 0;
}

int request_ask(struct request_client *client, const struct message *question,
    struct message *answer, int timeout_ms)
{
    memset(answer, 0, sizeof *answer);
    if (request_send(client, question) < 0)
        return -1;
    return request_wait(client, answer, timeout_ms);
}
