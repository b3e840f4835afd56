/* SPDX-License-Identifier: MIT */
/* A store of another version: the asker gets words for a person, at once, in both directions. */
#include "bus/request.h"

#include "bus/endpoint.h"
#include "tests/unit/test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <czmq.h>

static char folder[] = "/tmp/cmsync-request-XXXXXX";
static zsock_t *store;
static struct request_client *client;

static int open_both(void **state)
{
    (void)state;
    char address[ENDPOINT_BYTES];
    zsys_handler_set(NULL);
    if (mkdtemp(folder) == NULL || endpoint_address(folder, ENDPOINT_REQUESTS, address) < 0)
        return -1;
    store = zsock_new(ZMQ_ROUTER);
    if (zsock_bind(store, "%s", address) < 0)
        return -1;
    client = request_open(folder, NULL, NULL);
    return client == NULL ? -1 : 0;
}

static int close_both(void **state)
{
    (void)state;
    char path[sizeof folder + 32];
    request_close(&client);
    zsock_destroy(&store);
    snprintf(path, sizeof path, "%s/%s", folder, ENDPOINT_REQUESTS);
    unlink(path);
    rmdir(folder);
    return 0;
}

/* What a store of this version says, with another number of the version in front. */
static void answer_as(int version)
{
    struct text packed = text_new(4096);
    struct message accepted = { .type = MESSAGE_accepted };
    assert_int_equal(message_pack(&accepted, &packed), 0);
    assert_true(version < 0x80); /* one byte */
    packed.data[1] = (char)version;
    zmsg_t *request = zmsg_recv(store); /* peer, correlation, delimiter, topic, payload */
    assert_int_equal(zmsg_size(request), 5);
    for (int i = 0; i < 2; i++) {
        zframe_t *last = zmsg_last(request);
        zmsg_remove(request, last);
        zframe_destroy(&last);
    }
    zmsg_addstr(request, message_name(MESSAGE_accepted));
    zmsg_addmem(request, packed.data, packed.length);
    zmsg_send(&request, store);
    text_free(&packed);
}

static void expect_reason(int version, const char *reason)
{
    struct message question = { .type = MESSAGE_run_ask };
    struct message answer;
    assert_int_equal(request_send(client, &question), 0);
    answer_as(version);
    assert_int_equal(request_wait(client, &answer, 20000), 0);
    assert_int_equal(answer.type, MESSAGE_refused);
    assert_true(request_meets_other_version(&answer));
    assert_non_null(strstr(answer.refused.reason, reason));
    message_free(&answer);
}

static void another_version_is_told_and_not_asked_again(void **state)
{
    (void)state;
    expect_reason(MESSAGE_VERSION + 1, ": restart it");
    expect_reason(MESSAGE_VERSION - 1, ": restart them");
}

static void the_same_version_is_an_answer(void **state)
{
    (void)state;
    struct message question = { .type = MESSAGE_run_ask };
    struct message answer;
    assert_int_equal(request_send(client, &question), 0);
    answer_as(MESSAGE_VERSION);
    assert_int_equal(request_wait(client, &answer, 20000), 0);
    assert_int_equal(answer.type, MESSAGE_accepted);
    assert_false(request_meets_other_version(&answer));
    message_free(&answer);
}

/* Who waits in slices asks once, and an answer that comes between two of them counts. */
static void a_question_may_be_waited_for_again(void **state)
{
    (void)state;
    struct message question = { .type = MESSAGE_run_ask };
    struct message answer;
    assert_int_equal(request_send(client, &question), 0);
    assert_int_equal(request_wait(client, &answer, 0), -1);
    answer_as(MESSAGE_VERSION);
    assert_int_equal(request_wait(client, &answer, 20000), 0);
    assert_int_equal(answer.type, MESSAGE_accepted);
    message_free(&answer);
}

static void bytes_that_are_no_message_have_no_version(void **state)
{
    (void)state;
    assert_int_equal(message_version("", 0), -1);
    assert_int_equal(message_version("\x81\x01\x02", 3), -1);
    assert_int_equal(message_version("\x91\xa1x", 3), -1);
    assert_int_equal(message_version("\x91\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 10), -1);
    assert_int_equal(message_version("\x91\x05", 2), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_version_is_told_and_not_asked_again),
        cmocka_unit_test(the_same_version_is_an_answer),
        cmocka_unit_test(a_question_may_be_waited_for_again),
        cmocka_unit_test(bytes_that_are_no_message_have_no_version),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
