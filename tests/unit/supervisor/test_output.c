/* SPDX-License-Identifier: MIT */
#include "supervisor/output.h"

#include "base/file.h"
#include "base/log.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void a_stage_is_not_named_twice(void **state)
{
    (void)state;
    assert_string_equal(output_text("watcher: info: x", "watcher"), "info: x");
    assert_string_equal(output_text("uploader-2: info: x", "uploader-2"), "info: x");
    assert_string_equal(output_text("uploader: info: x", "uploader-2"), "info: x");
    assert_string_equal(output_text("upload: info: x", "uploader-2"), "upload: info: x");
    assert_string_equal(output_text("free text", "watcher"), "free text");
    assert_string_equal(output_text("", "watcher"), "");
}

static void a_line_cannot_steer_the_terminal(void **state)
{
    (void)state;
    char line[] = "a\x1B[2J\rb\tc\xC2\x9B"
                  "d\x7F\xC3\xA9";
    output_clean(line);
    assert_string_equal(line, "a?[2J?b\tc??d?\xC3\xA9");
}

/* What output_read() shows of `text`, on a standard error of our own. */
static char *shown(const char *text, bool is_closed)
{
    static char result[200000];
    static struct output output;
    int fds[2];
    char path[] = "/tmp/cmsync-test-XXXXXX";
    int file = mkstemp(path);
    int saved = dup(STDERR_FILENO);
    assert_true(file >= 0 && saved >= 0 && pipe2(fds, O_CLOEXEC) == 0);
    assert_true(fcntl(fds[1], F_SETPIPE_SZ, 1 << 20) > 0);
    assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(file_write_all(fds[1], text, strlen(text)), 0);
    if (is_closed)
        close(fds[1]);
    output = (struct output){ .fd = fds[0] };
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    bool is_open = true;
    for (int i = 0; i < 8; i++)
        is_open = output_read(&output, "watcher", 12, 5000);
    assert_int_equal(is_open, !is_closed);
    output_close(&output, "watcher", 12);
    if (!is_closed)
        close(fds[1]);
    dup2(saved, STDERR_FILENO);
    close(saved);
    ssize_t length = pread(file, result, sizeof result - 1, 0);
    assert_true(length >= 0);
    result[length] = '\0';
    close(file);
    unlink(path);
    return result;
}

static void lines_get_name_and_pid(void **state)
{
    (void)state;
    assert_string_equal(shown("watcher: info: one\nwatcher: error: two\n", false),
        "watcher[12]: info: one\nwatcher[12]: error: two\n");
    assert_string_equal(shown("no newline", true), "watcher[12]: no newline\n");
}

static void secrets_are_masked(void **state)
{
    (void)state;
    log_hide("canary-token", 12);
    assert_string_equal(shown("got canary-token!\n", true), "watcher[12]: got ************!\n");
}

/* Wherever a line without end is broken, no part of a secret is shown. */
static void a_secret_is_masked_where_a_line_is_broken(void **state)
{
    (void)state;
    static char line[2 * OUTPUT_LINE_BYTES];
    log_hide("canary-token", 12);
    for (size_t before = OUTPUT_LINE_BYTES - 16; before < OUTPUT_LINE_BYTES + 4; before++) {
        memset(line, '.', sizeof line - 1);
        memcpy(line + before, "canary-token", 12);
        const char *out = shown(line, true);
        assert_null(strstr(out, "can"));
        assert_null(strstr(out, "ken"));
        assert_non_null(strstr(out, "************"));
    }
}

static void a_flood_is_cut_short_and_counted(void **state)
{
    (void)state;
    static char flood[5000];
    flood[0] = '\0';
    for (int i = 0; i < 500; i++)
        strcat(flood, "x\n");
    const char *out = shown(flood, true);
    size_t lines = 0;
    for (const char *c = out; *c != '\0'; c++)
        lines += *c == '\n';
    assert_int_equal(lines, OUTPUT_LINES_A_SECOND + 1);
    assert_non_null(strstr(out, "300 lines were dropped"));
}

static void a_line_without_end_is_broken(void **state)
{
    (void)state;
    static char line[20000];
    memset(line, 'x', sizeof line - 1);
    const char *out = shown(line, true);
    assert_true(strlen(out) >= sizeof line - 1);
    assert_memory_equal(out, "watcher[12]: xxx", 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stage_is_not_named_twice),
        cmocka_unit_test(a_line_cannot_steer_the_terminal),
        cmocka_unit_test(lines_get_name_and_pid),
        cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(a_secret_is_masked_where_a_line_is_broken),
        cmocka_unit_test(a_flood_is_cut_short_and_counted),
        cmocka_unit_test(a_line_without_end_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
