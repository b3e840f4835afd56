/* SPDX-License-Identifier: MIT */
#include "monitor/feed.h"

#include "base/clock.h"
#include "base/memory.h"
#include "bus/viewer.h"

#include <stdio.h>
#include <string.h>

enum {
    RUN_EVERY_MS = 2000,  /* how things are, when nothing else is asked */
    LOST_AFTER_MS = 1500, /* no answer for so long: something restarts */
    GONE_AFTER_MS = 5000, /* no answer for so long: nothing runs */
    FIRST_AFTER_MS = 800, /* the same before there ever was an answer */
    SNAPSHOT_EVERY_MS = 500,
    RESEND_MS = 250,
    EVENTS_A_STEP = 2000, /* keys come between */
};

struct feed {
    struct listener *listener;
    struct request_client *client;
    enum message_type asked; /* MESSAGE_none: no question is open */
    int64_t asked_at_ms;
    int64_t run_due_ms;
    int64_t snapshot_due_ms;
    bool was_answered;
    bool hears_all;
    struct wishes orders;
    struct wish order; /* the one that was sent and is not answered; verb NULL: none */
};

struct feed *feed_open(const char *run_folder)
{
    struct listener *listener = listener_open(run_folder, NULL);
    if (listener == NULL)
        return NULL;
    struct feed *feed = memory_new(sizeof *feed);
    feed->listener = listener;
    feed->client = request_open(run_folder, NULL, NULL);
    if (feed->client == NULL) {
        feed_close(&feed);
        return NULL;
    }
    listener_subscribe(listener, MESSAGE_status_changed);
    listener_subscribe(listener, MESSAGE_run_changed);
    listener_subscribe(listener, MESSAGE_log_written);
    listener_subscribe(listener, MESSAGE_stage_changed);
    return feed;
}

void feed_close(struct feed **feed)
{
    if (*feed == NULL)
        return;
    wishes_free(&(*feed)->orders);
    wish_free(&(*feed)->order);
    request_close(&(*feed)->client);
    listener_close(&(*feed)->listener);
    memory_free(feed);
}

static void ask(struct feed *feed, const struct message *question, int64_t now_ms)
{
    if (request_send(feed->client, question) < 0)
        return;
    feed->asked = question->type;
    feed->asked_at_ms = now_ms;
}

/* The next order, or the one that got no answer. */
static bool ask_order(struct feed *feed, int64_t now_ms)
{
    struct wish *order = &feed->order;
    if (order->verb == NULL && !wishes_take(&feed->orders, order))
        return false;
    struct message question = { .type = MESSAGE_control_ask };
    if (order->kind == WISH_DECIDE) {
        question.type = MESSAGE_decision_take;
        question.decision_take.path = order->path;
        question.decision_take.verb = order->verb;
        question.decision_take.text = order->text;
        question.decision_take.number = order->number;
    } else {
        question.control_ask.verb = order->verb;
        question.control_ask.number = order->number;
        question.control_ask.text = order->text;
    }
    ask(feed, &question, now_ms);
    return true;
}

static void ask_what_is_due(struct feed *feed, struct model *model, int64_t now_ms)
{
    struct message question = { 0 };
    if (ask_order(feed, now_ms))
        return;
    bool is_first_part = model->mirror.state == MIRROR_NEEDED;
    if ((!is_first_part || now_ms >= feed->snapshot_due_ms) && model_question(model, &question)) {
        if (is_first_part)
            feed->snapshot_due_ms = now_ms + SNAPSHOT_EVERY_MS;
        ask(feed, &question, now_ms);
        return;
    }
    if (now_ms < feed->run_due_ms)
        return;
    feed->run_due_ms = now_ms + RUN_EVERY_MS;
    question.type = MESSAGE_run_ask;
    ask(feed, &question, now_ms);
}

/* What was done, in words; %s is the path, the number for `scale`, the
   stage for `restart`. */
static const char *sentence_of(const char *verb)
{
    static const struct {
        const char *verb;
        const char *sentence;
    } sentences[] = {
        { "pause", "paused: nothing more is published until you go on" },
        { "resume", "publishing goes on" },
        { "rescan", "the whole folder is looked at again" },
        { "retry", "what failed is tried again" },
        { "reload", "configuration and token are read again" },
        { "stop", "stopping: pages in flight are finished" },
        { "scale", "up to %s at the same time" },
        { "restart", "%s: started again" },
        { "mine", "%s is published over the other version" },
        { "theirs", "%s stays in Confluence as it is there" },
        { "adopt", "%s takes the page over" },
        { "rename", "%s gets the other title" },
        { "confirm", "%s to the trash of Confluence" },
        { "reject", "%s in Confluence" },
        { "restore", "%s comes back from the trash" },
    };
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        if (strcmp(sentences[i].verb, verb) == 0)
            return sentences[i].sentence;
    }
    return "%s: done";
}

static void say_done(struct model *model, const struct wish *order, int64_t number)
{
    const char *sentence = sentence_of(order->verb);
    const char *place = strstr(sentence, "%s");
    char subject[MODEL_NOTE_BYTES];
    if (strcmp(order->verb, "confirm") == 0 || strcmp(order->verb, "reject") == 0)
        snprintf(subject, sizeof subject, "%lld page%s %s", (long long)number,
            number == 1 ? "" : "s",
            *order->verb == 'c' ? (number == 1 ? "goes" : "go") : (number == 1 ? "stays" : "stay"));
    else if (order->kind == WISH_CONTROL && *order->text == '\0')
        snprintf(subject, sizeof subject, "%lld page%s", (long long)order->number,
            order->number == 1 ? "" : "s");
    else
        snprintf(
            subject, sizeof subject, "%s", order->kind == WISH_CONTROL ? order->text : order->path);
    if (place == NULL)
        model_set_note(model, "%s", sentence);
    else
        model_set_note(model, "%.*s%s%s", (int)(place - sentence), sentence, subject, place + 2);
}

static void take_order_answer(struct feed *feed, struct model *model, const struct message *answer)
{
    const struct wish *order = &feed->order;
    const char *place = *order->path == '\0' ? order->verb : order->path;
    if (answer->type == MESSAGE_refused)
        model_set_note(model, "%s: %s", place, answer->refused.reason);
    else
        say_done(model, order, answer->accepted.number);
    wish_free(&feed->order);
    feed->run_due_ms = 0;
}

static void take_answer(struct feed *feed, struct model *model, struct message *answer)
{
    enum message_type asked = feed->asked;
    feed->asked = MESSAGE_none;
    feed->was_answered = true;
    bool is_foreign = request_meets_other_version(answer);
    if (is_foreign)
        snprintf(model->foreign, sizeof model->foreign, "%s", answer->refused.reason);
    model_set_link(model, is_foreign ? MODEL_FOREIGN : MODEL_ATTACHED);
    if (asked == MESSAGE_control_ask || asked == MESSAGE_decision_take)
        take_order_answer(feed, model, answer);
    else
        model_answer(model, answer);
    message_free(answer);
}

/* Nobody is there to carry orders out: they are not kept for whoever comes later. */
static void drop_orders(struct feed *feed, struct model *model)
{
    if (feed->order.verb == NULL && feed->orders.count == 0)
        return;
    const char *verb = feed->order.verb == NULL ? "not sent" : feed->order.verb;
    model_set_note(model, "%s: nothing is running", verb);
    if (feed->order.verb != NULL) {
        feed->asked = MESSAGE_none;
        feed->run_due_ms = 0;
    }
    wish_free(&feed->order);
    wishes_free(&feed->orders);
}

static void judge_silence(struct feed *feed, struct model *model, int64_t now_ms)
{
    int64_t silent_ms = now_ms - feed->asked_at_ms;
    if (silent_ms < LOST_AFTER_MS && (feed->was_answered || silent_ms < FIRST_AFTER_MS))
        return;
    bool is_gone = !feed->was_answered || silent_ms >= GONE_AFTER_MS;
    model_set_link(model, is_gone ? MODEL_NOT_RUNNING : MODEL_LOST);
    if (is_gone)
        drop_orders(feed, model);
}

void feed_step(struct feed *feed, struct model *model, int64_t now_ms)
{
    struct message message;
    /* The Bus screen wants every message; who never opens it does not pay for them. */
    if (model->tap.is_open && !feed->hears_all) {
        listener_subscribe(feed->listener, MESSAGE_none);
        feed->hears_all = true;
    }
    for (int i = 0; i < EVENTS_A_STEP && listener_take(feed->listener, &message) == 1; i++)
        model_event(model, &message);
    while (feed->asked != MESSAGE_none && request_take(feed->client, &message) == 1)
        take_answer(feed, model, &message);
    if (feed->asked == MESSAGE_none)
        ask_what_is_due(feed, model, now_ms);
    else
        judge_silence(feed, model, now_ms);
}

bool feed_wait(struct feed *feed, int descriptor, int timeout_ms)
{
    int ready = viewer_wait(feed->listener, feed->client, descriptor, timeout_ms);
    return (ready & VIEWER_DESCRIPTOR) != 0;
}

int64_t feed_due_ms(const struct feed *feed, const struct model *model)
{
    if (feed->asked != MESSAGE_none)
        return clock_now_ms() + RESEND_MS;
    if (feed->orders.count > 0 || model_question_due_ms(model) <= model->now_ms)
        return 0;
    return feed->run_due_ms;
}

void feed_order(struct feed *feed, struct wish *wish)
{
    wishes_add(&feed->orders, wish);
    wish_free(wish);
}

void feed_hurry(struct feed *feed)
{
    feed->run_due_ms = 0;
}
