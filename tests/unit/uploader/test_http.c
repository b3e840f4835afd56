/* SPDX-License-Identifier: MIT */
/* What the network is asked for, and how what it does is called. */
#include "uploader/http.h"

#include "tests/unit/test.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sends to a port where nobody listens; the status with which the process ended. */
static int send_as_reader(const char *method)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct http_settings settings = { .ca_file = "", .proxy = "", .is_reader = true };
        struct http *http = http_open(&settings);
        struct call call;
        struct answer answer;
        call_start(&call, "try", method);
        call_add_path(&call, "/");
        answer_start(&answer);
        http_perform(http, "http://127.0.0.1:9", NULL, &call, &answer);
        _exit(answer.delivery == ANSWER_NOT_SENT ? 42 : 43);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void any_method_but_get_ends_a_reader(void **state)
{
    (void)state;
    static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH", "HEAD", "get", "" };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        int status = send_as_reader(methods[i]);
        assert_true(status != 0 && status != 42 && status != 43);
    }
}

static void a_reader_may_get(void **state)
{
    (void)state;
    assert_int_equal(send_as_reader("GET"), 42);
}

enum { WAITING_MOST = 16 };

/* A port of this computer at which connections wait for ever; its sockets in `fds`. */
static int deaf_port(int fds[WAITING_MOST])
{
    struct sockaddr_in address = { .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fds[0], (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(fds[0], 0), 0);
    assert_int_equal(getsockname(fds[0], (struct sockaddr *)&address, &length), 0);
    for (int i = 1; i < WAITING_MOST; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)connect(fds[i], (struct sockaddr *)&address, length);
    }
    return ntohs(address.sin_port);
}

static void a_site_that_swallows_connections_cannot_be_reached(void **state)
{
    (void)state;
    int fds[WAITING_MOST];
    char base[64];
    snprintf(base, sizeof base, "http://127.0.0.1:%d", deaf_port(fds));
    struct http_settings settings = { .ca_file = "", .proxy = "", .connect_ms = 50 };
    struct http *http = http_open(&settings);
    struct call call;
    struct answer answer;
    call_start(&call, "try", "GET");
    call_add_path(&call, "/");
    answer_start(&answer);
    http_perform(http, base, NULL, &call, &answer);
    assert_int_equal(answer.fault, ANSWER_FAULT_CONNECT);
    assert_int_equal(answer.delivery, ANSWER_NOT_SENT);
    answer_free(&answer);
    call_free(&call);
    http_close(&http);
    for (int i = 0; i < WAITING_MOST; i++)
        close(fds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_method_but_get_ends_a_reader),
        cmocka_unit_test(a_reader_may_get),
        cmocka_unit_test(a_site_that_swallows_connections_cannot_be_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
