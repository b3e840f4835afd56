/* SPDX-License-Identifier: MIT */
/* The answering side of the request endpoint: what comes twice is carried out once. */
#include "bus/stage_run.h"

#include "bus/endpoint.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <czmq.h>

static char folder[] = "/tmp/cmsync-serve-XXXXXX";
static struct stage_run *run;
static zsock_t *asker;
static int carried_out;
static int stored; /* what on_batch_end says */

static void carry_out(struct stage_run *of, const struct message *message)
{
    (void)message;
    stage_reply_accepted(of, ++carried_out);
}

static int end_batch(struct stage_run *of)
{
    (void)of;
    return stored;
}

static const struct stage stage = {
    .name = "stage",
    .on_request = { [MESSAGE_control_ask] = carry_out },
    .on_batch_end = end_batch,
};

static int open_both(void **state)
{
    (void)state;
    static struct config config = { .state = "st\xFF"
                                             "ate" }; /* any bytes are a path */
    char address[ENDPOINT_BYTES];
    zsys_handler_set(NULL);
    if (mkdtemp(folder) == NULL || endpoint_address(folder, ENDPOINT_REQUESTS, address) < 0)
        return -1;
    run = memory_new(sizeof *run);
    run->stage = &stage;
    run->config = &config;
    run->control = -1;
    run->requests.socket = zsock_new(ZMQ_ROUTER);
    for (size_t i = 0; i < BATCH_MAX; i++)
        run->replies[i].payload = text_new(4096);
    asker = zsock_new(ZMQ_DEALER);
    return zsock_bind(run->requests.socket, "%s", address) < 0
               ? -1
               : zsock_connect(asker, "%s", address);
}

static int close_both(void **state)
{
    (void)state;
    char path[sizeof folder + 32];
    zsock_destroy(&asker);
    zsock_destroy(&run->requests.socket);
    for (size_t i = 0; i < BATCH_MAX; i++)
        text_free(&run->replies[i].payload);
    answered_free(&run->answered);
    memory_free(&run);
    snprintf(path, sizeof path, "%s/%s", folder, ENDPOINT_REQUESTS);
    unlink(path);
    rmdir(folder);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    carried_out = 0;
    stored = 0;
    return 0;
}

static void ask(const char *topic)
{
    struct text packed = text_new(4096);
    struct message question = { .type = MESSAGE_control_ask };
    assert_int_equal(message_pack(&question, &packed), 0);
    zmsg_t *parts = zmsg_new();
    zmsg_addstr(parts, "correlation");
    zmsg_addstr(parts, "");
    zmsg_addstr(parts, topic);
    zmsg_addmem(parts, packed.data, packed.length);
    assert_int_equal(zmsg_send(&parts, asker), 0);
    text_free(&packed);
}

/* Serves until the next answer is there: its number, -1 for a refusal. */
static int64_t take_answer(void)
{
    while (!(zsock_events(asker) & ZMQ_POLLIN))
        serve_requests(NULL, run->requests.socket, run);
    zmsg_t *parts = zmsg_recv(asker);
    assert_int_equal(zmsg_size(parts), 4);
    zframe_t *payload = zmsg_last(parts);
    struct message answer;
    int64_t number = -1;
    if (message_unpack(&answer, MESSAGE_accepted, zframe_data(payload), zframe_size(payload)) == 0)
        number = answer.accepted.number;
    else /* and that can be read, whatever it is for */
        assert_int_equal(
            message_unpack(&answer, MESSAGE_refused, zframe_data(payload), zframe_size(payload)),
            0);
    message_free(&answer);
    zmsg_destroy(&parts);
    return number;
}

static void a_question_that_comes_again_is_answered_as_before(void **state)
{
    (void)state;
    ask("control_ask:1.1");
    assert_int_equal(take_answer(), 1);
    ask("control_ask:1.1");
    assert_int_equal(take_answer(), 1);
    assert_int_equal(carried_out, 1);
    ask("control_ask:1.2");
    assert_int_equal(take_answer(), 2);
}

static void one_batch_carries_a_question_out_once(void **state)
{
    (void)state;
    ask("control_ask:2.1");
    ask("control_ask:2.1");
    assert_int_equal(take_answer(), 1);
    assert_int_equal(take_answer(), 1);
    assert_int_equal(carried_out, 1);
}

static void what_was_not_stored_is_carried_out_again(void **state)
{
    (void)state;
    stored = -1;
    ask("control_ask:3.1");
    assert_int_equal(take_answer(), -1);
    stored = 0;
    ask("control_ask:3.1");
    assert_int_equal(take_answer(), 2);
}

static void who_does_not_say_which_question_it_is_asks_anew(void **state)
{
    (void)state;
    ask("control_ask");
    ask("control_ask");
    assert_int_equal(take_answer(), 1);
    assert_int_equal(take_answer(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_question_that_comes_again_is_answered_as_before, begin),
        cmocka_unit_test_setup(one_batch_carries_a_question_out_once, begin),
        cmocka_unit_test_setup(what_was_not_stored_is_carried_out_again, begin),
        cmocka_unit_test_setup(who_does_not_say_which_question_it_is_asks_anew, begin),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
