/* SPDX-License-Identifier: MIT */
#include "supervisor/lock.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/cmsync-test-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    char path[100];
    snprintf(path, sizeof path, "%s/lock", folder);
    unlink(path);
    return rmdir(folder);
}

static void a_second_instance_is_told_who_holds_it(void **state)
{
    (void)state;
    bool is_held = false;
    struct text problems = text_new(4000);
    int fd = lock_state(folder, &is_held, &problems);
    assert_true(fd >= 0);
    assert_int_equal(lock_state(folder, &is_held, &problems), -1);
    assert_true(is_held);
    char process[40];
    snprintf(process, sizeof process, "process %ld on ", (long)getpid());
    assert_non_null(strstr(problems.data, process));
    assert_non_null(strstr(problems.data, folder));
    close(fd);
    fd = lock_state(folder, &is_held, &problems);
    assert_true(fd >= 0);
    close(fd);
    text_free(&problems);
}

static void a_tree_is_locked_without_a_trace_in_it(void **state)
{
    (void)state;
    bool is_held = false;
    struct text problems = text_new(4000);
    int fd = lock_tree(folder, &is_held, &problems);
    assert_true(fd >= 0);
    assert_int_equal(lock_tree(folder, &is_held, &problems), -1);
    assert_true(is_held);
    assert_non_null(strstr(problems.data, "publishes this folder"));
    close(fd);
    text_free(&problems);
}

static void a_dead_holders_stages_are_waited_for(void **state)
{
    (void)state;
    int ready[2];
    int go[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    pid_t holder = fork();
    if (holder == 0) {
        bool is_held = false;
        struct text problems = text_new(4000);
        if (lock_state(folder, &is_held, &problems) < 0)
            _exit(1);
        /* What stays behind, as the store does, until it is told. */
        if (fork() == 0) {
            char c;
            close(go[1]);
            _exit(write(ready[1], "x", 1) == 1 && read(go[0], &c, 1) == 0 ? 0 : 1);
        }
        _exit(0);
    }
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    assert_int_equal(waitpid(holder, NULL, 0), holder);
    close(go[1]); /* it ends while we wait */
    bool is_held = false;
    struct text problems = text_new(4000);
    int fd = lock_state(folder, &is_held, &problems);
    assert_true(fd >= 0);
    close(fd);
    close(ready[0]);
    close(ready[1]);
    close(go[0]);
    text_free(&problems);
}

static void a_command_that_holds_it_for_a_moment_is_waited_for(void **state)
{
    (void)state;
    int ready[2];
    int go[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    pid_t command = fork();
    if (command == 0) {
        bool is_held = false;
        struct text problems = text_new(4000);
        int fd = lock_state(folder, &is_held, &problems);
        char line[400];
        char c;
        close(go[1]);
        /* As the command line writes it: with the command's name. */
        ssize_t length = fd < 0 ? 0 : pread(fd, line, sizeof line - 1, 0);
        if (length <= 0 || pwrite(fd, " cmsync status\n", 15, length - 1) != 15 ||
            write(ready[1], "x", 1) != 1 || read(go[0], &c, 1) != 0)
            _exit(1);
        _exit(0);
    }
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    close(go[1]);
    bool is_held = false;
    struct text problems = text_new(4000);
    int fd = lock_state(folder, &is_held, &problems);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(waitpid(command, NULL, 0), command);
    close(ready[0]);
    close(ready[1]);
    close(go[0]);
    text_free(&problems);
}

static void who_only_looks_whether_the_tree_is_free_is_waited_for(void **state)
{
    (void)state;
    enum { LOOK_MS = 50 };
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t looker = fork();
    if (looker == 0) {
        int fd = open(folder, O_RDONLY | O_DIRECTORY);
        if (flock(fd, LOCK_SH | LOCK_NB) < 0 || write(ready[1], "", 1) != 1)
            _exit(1);
        poll(NULL, 0, LOOK_MS);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    bool is_held = true;
    struct text problems = text_new(4000);
    int fd = lock_tree(folder, &is_held, &problems);
    assert_true(fd >= 0);
    assert_false(is_held);
    close(fd);
    close(ready[0]);
    close(ready[1]);
    assert_int_equal(waitpid(looker, NULL, 0), looker);
    text_free(&problems);
}

static void a_folder_that_is_not_there_is_no_held_lock(void **state)
{
    (void)state;
    bool is_held = true;
    struct text problems = text_new(4000);
    assert_int_equal(lock_state("/nowhere", &is_held, &problems), -1);
    assert_false(is_held);
    assert_int_equal(lock_tree("/nowhere", &is_held, &problems), -1);
    assert_false(is_held);
    text_free(&problems);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_second_instance_is_told_who_holds_it),
        TEST(a_tree_is_locked_without_a_trace_in_it),
        TEST(a_dead_holders_stages_are_waited_for),
        TEST(a_command_that_holds_it_for_a_moment_is_waited_for),
        TEST(who_only_looks_whether_the_tree_is_free_is_waited_for),
        TEST(a_folder_that_is_not_there_is_no_held_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
