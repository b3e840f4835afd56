/* SPDX-License-Identifier: MIT */
#include "supervisor/outbox.h"

#include "base/control.h"

#include "tests/unit/supervisor/named.h"
#include "tests/unit/test.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct desk {
    struct outbox outbox;
    struct roster roster;
    int ours;
    int store;
};

static struct desk desk;

static int set_up(void **state)
{
    (void)state;
    int fds[2];
    desk = (struct desk){ .ours = -1 };
    roster_set_up(&desk.roster, 2);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        return -1;
    int least = 1; /* the kernel makes it some thousand bytes: room for a few records */
    if (setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &least, sizeof least) < 0)
        return -1;
    desk.ours = fds[0];
    desk.store = fds[1];
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close(desk.ours);
    close(desk.store);
    return 0;
}

static bool send_all(void)
{
    return outbox_send(&desk.outbox, &desk.roster, desk.ours);
}

static struct control next(void)
{
    struct control record;
    assert_int_equal(control_receive(desk.store, &record), 1);
    return record;
}

static void expect_nothing(void)
{
    struct control record;
    assert_int_equal(control_receive(desk.store, &record), 0);
}

static void a_death_is_told_once_and_again_to_a_new_store(void **state)
{
    (void)state;
    outbox_add_death(&desk.outbox, 41, false);
    outbox_add_death(&desk.outbox, 42, true);
    assert_true(outbox_owes(&desk.outbox, &desk.roster));
    for (int round = 0; round < 2; round++) {
        assert_true(send_all());
        struct control first = next();
        assert_int_equal(first.verb, CONTROL_reaped);
        assert_int_equal(first.number, 41);
        assert_int_equal(first.detail, 0);
        struct control second = next();
        assert_int_equal(second.number, 42);
        assert_int_equal(second.detail, 1);
        expect_nothing();
        assert_true(send_all());
        expect_nothing();
        outbox_owe_all(&desk.outbox, &desk.roster);
    }
}

static void a_number_used_again_is_not_reported_dead(void **state)
{
    (void)state;
    outbox_add_death(&desk.outbox, 41, false);
    outbox_forget(&desk.outbox, 41);
    assert_true(send_all());
    expect_nothing();
}

static void a_new_store_learns_pause_pids_and_states(void **state)
{
    (void)state;
    struct member *uploader = named(&desk.roster, "uploader-2");
    uploader->child.pid = 77;
    uploader->credential = 3;
    uploader->life.state = LIFECYCLE_ready;
    outbox_set_pause(&desk.outbox, true);
    assert_true(send_all());
    struct control pause = next();
    assert_int_equal(pause.verb, CONTROL_pause);
    assert_int_equal(pause.detail, 1); /* a person's word */
    outbox_owe_all(&desk.outbox, &desk.roster);
    assert_true(send_all());
    pause = next();
    assert_int_equal(pause.verb, CONTROL_pause);
    assert_int_equal(pause.detail, 0); /* what holds */
    struct control pid = next();
    assert_int_equal(pid.verb, CONTROL_uploader);
    assert_int_equal(pid.number, 77);
    assert_int_equal(pid.detail, 3);
    struct control told = next();
    assert_int_equal(told.verb, CONTROL_stage);
    assert_int_equal(told.number, 77);
    assert_string_equal(told.text, "uploader-2 ready");
    expect_nothing();
}

static void a_failing_stage_is_called_so(void **state)
{
    (void)state;
    struct member *watcher = named(&desk.roster, "watcher");
    watcher->life = (struct lifecycle){ .state = LIFECYCLE_waiting, .early_deaths = 10 };
    watcher->owes_state = true;
    assert_true(send_all());
    assert_string_equal(next().text, "watcher failing");
}

static void a_store_that_does_not_read_loses_nothing(void **state)
{
    (void)state;
    for (long pid = 1; pid <= OUTBOX_DEATHS; pid++)
        outbox_add_death(&desk.outbox, pid, false);
    long expected = 1;
    bool was_full = false;
    while (!send_all()) {
        was_full = true;
        struct control record;
        while (control_receive(desk.store, &record) == 1)
            assert_int_equal(record.number, expected++);
    }
    struct control record;
    while (control_receive(desk.store, &record) == 1)
        assert_int_equal(record.number, expected++);
    assert_true(was_full);
    assert_int_equal(expected, OUTBOX_DEATHS + 1);
    assert_false(outbox_owes(&desk.outbox, &desk.roster));
}

static void the_oldest_told_death_makes_room(void **state)
{
    (void)state;
    for (long pid = 1; pid <= 10; pid++)
        outbox_add_death(&desk.outbox, pid, false);
    for (long pid = 1; pid <= 10; pid++) {
        (void)send_all();
        assert_int_equal(next().number, pid);
    }
    for (long pid = 11; pid <= OUTBOX_DEATHS + 5; pid++)
        outbox_add_death(&desk.outbox, pid, false);
    (void)send_all();
    assert_int_equal(next().number, 11);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_death_is_told_once_and_again_to_a_new_store),
        TEST(a_number_used_again_is_not_reported_dead),
        TEST(a_new_store_learns_pause_pids_and_states),
        TEST(a_failing_stage_is_called_so),
        TEST(a_store_that_does_not_read_loses_nothing),
        TEST(the_oldest_told_death_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
