/* SPDX-License-Identifier: MIT */
/* A reader cannot write, whatever the rest of the uploader asks of it. */
#include "uploader/http.h"

#include "tests/unit/test.h"

#include <stdlib.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_method_but_get_ends_a_reader),
        cmocka_unit_test(a_reader_may_get),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
