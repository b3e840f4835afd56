/* SPDX-License-Identifier: MIT */
#include "supervisor/systemd.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A manager's socket; `name` begins with `@` for the abstract kind. */
static int listen_at(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = strlen(name);
    memcpy(address.sun_path, name, length);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address,
                         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
        0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static void expect(int fd, const char *text)
{
    char got[100] = "";
    assert_int_equal(recv(fd, got, sizeof got - 1, 0), strlen(text));
    assert_string_equal(got, text);
}

static void the_manager_is_told_by_both_kinds_of_socket(void **state)
{
    (void)state;
    char name[64];
    snprintf(name, sizeof name, "@cmsync-test-%ld", (long)getpid());
    int fd = listen_at(name);
    systemd_notify("READY=1");
    expect(fd, "READY=1");
    close(fd);
    snprintf(name, sizeof name, "/tmp/cmsync-test-%ld", (long)getpid());
    fd = listen_at(name);
    systemd_notify("STOPPING=1");
    expect(fd, "STOPPING=1");
    close(fd);
    unlink(name);
}

static void without_a_manager_nothing_happens(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    systemd_notify("READY=1");
    setenv("NOTIFY_SOCKET", "relative", 1);
    systemd_notify("READY=1");
    setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    systemd_notify("READY=1");
}

static void the_watchdog_is_fed_twice_a_period(void **state)
{
    (void)state;
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    assert_int_equal(systemd_watchdog_ms(), 0);
    setenv("WATCHDOG_USEC", "60000000", 1);
    assert_int_equal(systemd_watchdog_ms(), 30000);
    setenv("WATCHDOG_PID", "1", 1);
    assert_int_equal(systemd_watchdog_ms(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_is_told_by_both_kinds_of_socket),
        cmocka_unit_test(without_a_manager_nothing_happens),
        cmocka_unit_test(the_watchdog_is_fed_twice_a_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
