/* SPDX-License-Identifier: MIT */
#include "cli/holder.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/cmsync-test-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char *path = path_join(folder, "lock");
    unlink(path);
    memory_free(&path);
    return rmdir(folder);
}

static void a_free_lock_is_taken_and_says_who_has_it(void **state)
{
    (void)state;
    struct holder holder;
    int fd = -1;
    assert_false(holder_look(folder, &holder));
    assert_int_equal(holder_take(folder, "cmsync status", &fd, &holder), HOLDER_TAKEN);
    assert_true(holder_look(folder, &holder));
    assert_int_equal(holder.pid, getpid());
    assert_string_equal(holder.name, "cmsync status");
    assert_true(holder_is_brief(&holder));
    close(fd);
    assert_false(holder_look(folder, &holder));
}

static void a_lock_that_somebody_has_is_busy(void **state)
{
    (void)state;
    struct holder holder;
    int first = -1;
    int second = -1;
    assert_int_equal(holder_take(folder, "cmsync status", &first, &holder), HOLDER_TAKEN);
    assert_int_equal(holder_take(folder, "cmsync confirm", &second, &holder), HOLDER_BUSY);
    assert_int_equal(second, -1);
    assert_string_equal(holder.name, "cmsync status");
    close(first);
}

static void a_supervisor_writes_no_name_and_is_known_by_its_process(void **state)
{
    (void)state;
    struct holder holder;
    char *path = path_join(folder, "lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    char line[64];
    int length = snprintf(line, sizeof line, "%ld host\n", (long)getpid());
    assert_int_equal(write(fd, line, (size_t)length), length);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_true(holder_look(folder, &holder));
    assert_string_equal(holder.name, "test_cli_holder");
    assert_false(holder_is_brief(&holder));
    /* It is none of our programs, so it gets no signal. */
    assert_int_equal(holder_signal(&holder, SIGKILL), -1);
    close(fd);
    memory_free(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_free_lock_is_taken_and_says_who_has_it, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            a_lock_that_somebody_has_is_busy, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            a_supervisor_writes_no_name_and_is_known_by_its_process, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
