/* SPDX-License-Identifier: MIT */
#include "bus/stage_run.h"

#include "base/log.h"
#include "base/unicode.h"
#include "bus/endpoint.h"

#include <assert.h>
#include <string.h>

#include <czmq.h>

enum { ANSWER_FRAMES = 5, REASON_BYTES = 8192 };

void stage_reply(struct stage_run *run, const struct message *answer)
{
    assert(run->owes_reply);
    struct reply *reply = &run->replies[run->reply_count];
    text_cut(&reply->payload, 0);
    reply->payload.overflowed = false;
    if (message_pack(answer, &reply->payload) < 0) {
        stage_reply_refused(run, "too_large", "the answer cannot be sent");
        return;
    }
    reply->type = answer->type;
    run->owes_reply = false;
}

void stage_reply_accepted(struct stage_run *run, int64_t number)
{
    struct message answer = { .type = MESSAGE_accepted };
    answer.accepted.number = number;
    stage_reply(run, &answer);
}

void stage_reply_refused(struct stage_run *run, const char *code, const char *reason)
{
    struct message answer = { .type = MESSAGE_refused };
    answer.refused.code = code;
    answer.refused.reason = reason;
    stage_reply(run, &answer);
}

static void handle_request(struct stage_run *run, enum message_type type, zframe_t *payload)
{
    struct message request;
    run->owes_reply = true;
    if (message_name(type) == NULL || run->stage->on_request[type] == NULL) {
        stage_reply_refused(run, "unknown_request", "this stage does not answer that");
        return;
    }
    if (message_unpack(&request, type, zframe_data(payload), zframe_size(payload)) < 0) {
        log_warning("a %s from pid %ld could not be read", message_name(type), run->peer);
        stage_reply_refused(run, "unreadable", "not a message of this version");
        return;
    }
    log_debug("pid %ld asks %s", run->peer, message_name(type));
    run->stage->on_request[type](run, &request);
    message_free(&request);
    if (run->owes_reply)
        stage_reply_refused(run, "unanswered", "the request was not handled");
}

static void repeat(struct reply *reply, enum message_type type, const char *payload, size_t size)
{
    reply->type = type;
    text_cut(&reply->payload, 0);
    reply->payload.overflowed = false;
    text_add(&reply->payload, payload, size);
}

/* The same question again, whose answer is on its way or in this batch: it is not carried out
   twice. */
static bool repeat_answer(struct stage_run *run, struct reply *reply)
{
    for (size_t i = 0; i < run->reply_count; i++) {
        const struct reply *other = &run->replies[i];
        if (question_is_same(&other->question, &reply->question)) {
            repeat(reply, other->type, other->payload.data, other->payload.length);
            return true;
        }
    }
    const struct answered_one *one = answered_find(&run->answered, &reply->question);
    if (one != NULL)
        repeat(reply, one->type, one->payload, one->size);
    return one != NULL;
}

static void answer_request(struct stage_run *run, zframe_t *topic, zframe_t *payload)
{
    struct reply *reply = &run->replies[run->reply_count];
    enum message_type type =
        question_read((const char *)zframe_data(topic), zframe_size(topic), &reply->question);
    if (!repeat_answer(run, reply))
        handle_request(run, type, payload);
}

/* One request off the socket: 1, or 0 when none waits. What is no request of ours gets no reply. */
static int take_request(struct stage_run *run)
{
    if (!(zsock_events(run->requests.socket) & ZMQ_POLLIN))
        return 0;
    zmsg_t *parts = zmsg_recv(run->requests.socket);
    if (parts == NULL)
        return 0;
    zframe_t *frames[ANSWER_FRAMES] = { NULL };
    size_t count = zmsg_size(parts);
    for (size_t i = 0; i < ANSWER_FRAMES && count == ANSWER_FRAMES; i++)
        frames[i] = zmsg_pop(parts);
    zmsg_destroy(&parts);
    if (count == ANSWER_FRAMES) {
        /* libzmq 4.3.4 knows the peer of a body frame, not of the first (fixed in 4.3.5). */
        run->peer = endpoint_peer(zframe_meta(frames[4], "Peer-Address"));
        struct reply *reply = &run->replies[run->reply_count];
        if (run->peer > 0) {
            answer_request(run, frames[3], frames[4]);
            reply->peer = frames[0];
            reply->correlation = frames[1];
            run->reply_count++;
        } else {
            log_warning("a request from another user was dropped");
            zframe_destroy(&frames[0]);
            zframe_destroy(&frames[1]);
        }
        for (size_t i = 2; i < ANSWER_FRAMES; i++)
            zframe_destroy(&frames[i]);
    }
    return 1;
}

static void send_replies(struct stage_run *run, bool is_committed)
{
    struct text reason = text_new(REASON_BYTES);
    char *folder = unicode_printable(stage_config(run)->state);
    text_add_format(&reason,
        "the state in %s cannot be written; is the disk full? Make room there, or name another "
        "folder with --state DIR, then try again",
        folder);
    memory_free(&folder);
    for (size_t i = 0; i < run->reply_count; i++) {
        struct reply *reply = &run->replies[i];
        if (!is_committed) {
            struct message answer = { .type = MESSAGE_refused };
            answer.refused.code = "not_stored";
            answer.refused.reason = reason.data;
            text_cut(&reply->payload, 0);
            reply->type = MESSAGE_refused;
            message_pack(&answer, &reply->payload);
        } else {
            answered_keep(&run->answered, &reply->question, reply->type, &reply->payload);
        }
        const char *topic = message_name(reply->type);
        void *socket = zsock_resolve(run->requests.socket);
        zframe_send(&reply->peer, run->requests.socket, ZFRAME_MORE | ZFRAME_DONTWAIT);
        zframe_send(&reply->correlation, run->requests.socket, ZFRAME_MORE | ZFRAME_DONTWAIT);
        zmq_send(socket, "", 0, ZMQ_SNDMORE | ZMQ_DONTWAIT);
        zmq_send(socket, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT);
        zmq_send(socket, reply->payload.data, reply->payload.length, ZMQ_DONTWAIT);
        zframe_destroy(&reply->peer);
        zframe_destroy(&reply->correlation);
    }
    run->reply_count = 0;
    text_free(&reason);
}

int serve_requests(zloop_t *loop, zsock_t *socket, void *context)
{
    (void)loop;
    (void)socket;
    struct stage_run *run = context;
    bool is_committed = true;
    if (run->control >= 0)
        stage_take_controls(run);
    if (run->stage->on_batch_begin != NULL)
        run->stage->on_batch_begin(run);
    while (run->reply_count < BATCH_MAX && take_request(run) == 1)
        continue;
    if (run->stage->on_batch_end != NULL)
        is_committed = run->stage->on_batch_end(run) == 0;
    send_replies(run, is_committed);
    return run->is_stopping ? -1 : 0;
}
