/* SPDX-License-Identifier: MIT */
#include "base/control.h"

#include "tests/unit/test.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void what_is_packed_comes_back(void **state)
{
    (void)state;
    struct control sent = { .verb = CONTROL_stage, .number = 42, .detail = -1 };
    strncat(sent.text, "uploader ready", sizeof sent.text - 1);
    char record[CONTROL_BYTES];
    size_t length = control_pack(&sent, record);
    struct control received;
    assert_int_equal(control_unpack(&received, record, length), 0);
    assert_int_equal(received.verb, CONTROL_stage);
    assert_int_equal(received.number, 42);
    assert_int_equal(received.detail, -1);
    assert_string_equal(received.text, "uploader ready");
}

static void foreign_records_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "ready", "ready 1", "ready x 0 ", "fly 1 2 ",
        "beat 99999999999999999999999 0 ", "none 0 0 " };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct control control;
        assert_int_equal(control_unpack(&control, bad[i], strlen(bad[i])), -1);
    }
}

static void the_end_of_the_other_side_is_seen(void **state)
{
    (void)state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    struct control control = { .verb = CONTROL_ready };
    assert_int_equal(control_receive(pair[0], &control), 0);
    assert_int_equal(control_send(pair[1], &(struct control){ .verb = CONTROL_ready }), 0);
    close(pair[1]);
    assert_int_equal(control_receive(pair[0], &control), 1);
    assert_int_equal(control_receive(pair[0], &control), -1);
    close(pair[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_back),
        cmocka_unit_test(foreign_records_are_refused),
        cmocka_unit_test(the_end_of_the_other_side_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
