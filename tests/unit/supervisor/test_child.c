/* SPDX-License-Identifier: MIT */
#include "supervisor/child.h"

#include "base/control.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct child child;

/* Runs `script` by a shell as a stage would be run. */
static int spawn(const char *script, int token_fd, int further_fd)
{
    static char *arguments[] = { NULL, NULL, NULL, NULL };
    static char *environment[1 + CHILD_VARIABLES + 1];
    static char shell[] = "/bin/bash"; /* dash knows descriptors of one digit only */
    static char option[] = "-c";
    static char text[500];
    static char known[] = "KNOWN=yes";
    snprintf(text, sizeof text, "%s", script);
    arguments[0] = shell;
    arguments[1] = option;
    arguments[2] = text;
    environment[0] = known;
    const struct child_plan plan = { .name = "uploader-7",
        .program = script[0] == '/' ? script : shell,
        .arguments = arguments,
        .environment = environment,
        .environment_count = 1,
        .token_fd = token_fd,
        .fds = { further_fd, -1, -1, -1 } };
    return child_spawn(&child, &plan);
}

static struct child_end wait_for_end(void)
{
    struct child_end end;
    struct pollfd ended = { .fd = child.pid_fd, .events = POLLIN };
    assert_int_equal(poll(&ended, 1, 20000), 1);
    assert_true(child_reap(&child, &end));
    return end;
}

/* What it wrote, until its end. */
static const char *written(void)
{
    static char text[2000];
    size_t length = 0;
    wait_for_end();
    while (length < sizeof text - 1) {
        ssize_t got = read(child.output.fd, text + length, sizeof text - 1 - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    text[length] = '\0';
    child.output.length = 0;
    child_close(&child, "test");
    return text;
}

struct ending {
    const char *script;
    const char *words;
    bool is_refusal;
    bool is_own_fault;
    bool is_for_good;
};

static void the_way_it_ended_is_told_apart(void **state)
{
    (void)state;
    static const struct ending endings[] = {
        { "exit 0", "exit status 0", false, false, false },
        { "exit 2", "exit status 2", true, false, false },
        { "exit 3", "exit status 3", true, false, true },
        { "kill -KILL $$", "signal 9 (Killed)", false, false, false },
        { "kill -TERM $$", "signal 15 (Terminated)", false, false, false },
        { "kill -ABRT $$", "signal 6 (Aborted)", false, true, false },
        { "kill -SEGV $$", "signal 11 (Segmentation fault)", false, true, false },
        { "kill -XCPU $$", "signal 24 (CPU time limit exceeded)", false, true, false },
    };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        assert_int_equal(spawn(endings[i].script, -1, -1), 0);
        struct child_end end = wait_for_end();
        assert_string_equal(end.words, endings[i].words);
        assert_int_equal(end.is_refusal, endings[i].is_refusal);
        assert_int_equal(end.is_own_fault, endings[i].is_own_fault);
        assert_int_equal(end.is_for_good, endings[i].is_for_good);
        assert_false(child_reap(&child, &end));
        child_close(&child, "test");
        child_close(&child, "test");
    }
}

static void a_missing_program_is_named(void **state)
{
    (void)state;
    assert_int_equal(spawn("/nowhere/cmsync-watcher", -1, -1), 0);
    assert_string_equal(
        written(), "error: cannot execute /nowhere/cmsync-watcher: No such file or directory\n");
}

static void it_inherits_what_is_meant_and_nothing_else(void **state)
{
    (void)state;
    int open_one = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    int lock = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    assert_true(open_one >= 0 && lock >= 0);
    char script[300];
    snprintf(script, sizeof script,
        "echo $KNOWN $HOME $" CONTROL_NAME_VARIABLE "; readlink /proc/self/fd/0;"
        " test -S /proc/self/fd/$" CONTROL_VARIABLE " && echo control;"
        " test -e /proc/self/fd/%d && echo leaked; readlink /proc/self/fd/%d",
        open_one, lock);
    assert_int_equal(spawn(script, -1, lock), 0);
    assert_string_equal(written(), "yes uploader-7\n/dev/null\ncontrol\n/dev/zero\n");
    close(open_one);
    close(lock);
}

static void each_reads_the_token_from_its_start(void **state)
{
    (void)state;
    int fd = memfd_create("token", MFD_CLOEXEC);
    assert_int_equal(write(fd, "canary", 6), 6);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(spawn("cat <&$" CONTROL_TOKEN_VARIABLE, fd, -1), 0);
        assert_string_equal(written(), "canary");
    }
    close(fd);
}

static void signals_are_as_a_program_expects_them(void **state)
{
    (void)state;
    sigset_t set;
    sigset_t old;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &old);
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    assert_int_equal(spawn("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2", -1, -1), 0);
    assert_string_equal(written(), "0000000000000000\n0000000000000000\n");
    signal(SIGPIPE, before);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

static void without_descriptors_it_fails_and_recovers(void **state)
{
    (void)state;
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    const struct rlimit none = { .rlim_cur = 3, .rlim_max = old.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    assert_int_equal(spawn("exit 0", -1, -1), -1);
    assert_int_equal(child.pid, 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    assert_int_equal(spawn("exit 0", -1, -1), 0);
    assert_string_equal(wait_for_end().words, "exit status 0");
    child_close(&child, "test");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_it_ended_is_told_apart),
        cmocka_unit_test(a_missing_program_is_named),
        cmocka_unit_test(it_inherits_what_is_meant_and_nothing_else),
        cmocka_unit_test(each_reads_the_token_from_its_start),
        cmocka_unit_test(signals_are_as_a_program_expects_them),
        cmocka_unit_test(without_descriptors_it_fails_and_recovers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
