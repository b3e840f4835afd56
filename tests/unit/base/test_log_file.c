/* SPDX-License-Identifier: MIT */
#include "base/log_file.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = { "log", "log.1", "other" };

static int make_folder(void **state)
{
    char pattern[] = "/tmp/cmsync-log-file-XXXXXX";
    *state = memory_copy_text(mkdtemp(pattern));
    return 0;
}

static int remove_folder(void **state)
{
    char *folder = *state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = path_join(folder, names[i]);
        unlink(path);
        rmdir(path);
        memory_free(&path);
    }
    rmdir(folder);
    free(folder);
    return 0;
}

/* -1: it is not there. */
static off_t size_of(const char *folder, const char *name)
{
    struct stat found;
    char *path = path_join(folder, name);
    off_t size = stat(path, &found) == 0 ? found.st_size : -1;
    memory_free(&path);
    return size;
}

static int open_with(const char *folder, off_t size)
{
    int fd = log_file_open(folder);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, size), 0);
    return fd;
}

static void a_log_goes_on_until_it_has_grown(void **state)
{
    int fd = open_with(*state, LOG_FILE_MOST_BYTES);
    log_file_turn(*state, fd);
    assert_int_equal(size_of(*state, "log"), LOG_FILE_MOST_BYTES);
    assert_int_equal(size_of(*state, "log.1"), -1);
    assert_int_equal(write(fd, "line\n", 5), 5);
    log_file_turn(*state, fd);
    assert_int_equal(size_of(*state, "log"), 0);
    assert_int_equal(size_of(*state, "log.1"), LOG_FILE_MOST_BYTES + 5);
    assert_int_equal(write(fd, "next\n", 5), 5);
    assert_int_equal(size_of(*state, "log"), 5);
    close(fd);
}

static void one_that_has_grown_is_opened_anew(void **state)
{
    close(open_with(*state, LOG_FILE_MOST_BYTES + 1));
    int fd = log_file_open(*state);
    assert_int_equal(size_of(*state, "log"), 0);
    assert_int_equal(size_of(*state, "log.1"), LOG_FILE_MOST_BYTES + 1);
    close(fd);
}

/* Standard error may be anybody's file. */
static void another_file_is_left_alone(void **state)
{
    char *path = path_join(*state, "other");
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0600);
    assert_int_equal(ftruncate(fd, LOG_FILE_MOST_BYTES + 1), 0);
    log_file_turn(*state, fd);
    assert_int_equal(size_of(*state, "other"), LOG_FILE_MOST_BYTES + 1);
    assert_int_equal(size_of(*state, "log"), -1);
    close(fd);
    memory_free(&path);
}

static void what_cannot_be_renamed_goes_on(void **state)
{
    char *before = path_join(*state, "log.1");
    assert_int_equal(mkdir(before, 0700), 0);
    int fd = open_with(*state, LOG_FILE_MOST_BYTES + 1);
    log_file_turn(*state, fd);
    assert_int_equal(write(fd, "line\n", 5), 5);
    assert_int_equal(size_of(*state, "log"), LOG_FILE_MOST_BYTES + 6);
    close(fd);
    memory_free(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_log_goes_on_until_it_has_grown, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            one_that_has_grown_is_opened_anew, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(another_file_is_left_alone, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_cannot_be_renamed_goes_on, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
