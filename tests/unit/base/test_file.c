/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_folder(void **state)
{
    char pattern[] = "/tmp/cmsync-file-XXXXXX";
    *state = memory_copy_text(mkdtemp(pattern));
    return 0;
}

static int remove_folder(void **state)
{
    char *folder = *state;
    static const char *const names[] = { "a", "fifo", "p/q", "p" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = path_join(folder, names[i]);
        if (unlink(path) < 0)
            rmdir(path);
        memory_free(&path);
    }
    rmdir(folder);
    free(folder);
    return 0;
}

static void what_is_written_is_read(void **state)
{
    char *path = path_join(*state, "a");
    assert_int_equal(file_write(path, "hello", 5, 0600), 0);
    char *data = NULL;
    size_t size = 0;
    assert_int_equal(file_read(AT_FDCWD, path, 5, &data, &size), FILE_OK);
    assert_int_equal(size, 5);
    assert_string_equal(data, "hello");
    memory_free(&data);
    assert_int_equal(file_read(AT_FDCWD, path, 4, &data, &size), FILE_TOO_LARGE);
    assert_null(data);
    memory_free(&path);
}

static void a_fifo_does_not_block(void **state)
{
    char *path = path_join(*state, "fifo");
    assert_int_equal(mkfifo(path, 0600), 0);
    char *data = NULL;
    size_t size = 0;
    assert_int_equal(file_read(AT_FDCWD, path, 100, &data, &size), FILE_NOT_REGULAR);
    memory_free(&path);
}

static void a_private_folder_is_made_and_narrowed(void **state)
{
    char *path = path_join(*state, "p/q");
    assert_int_equal(file_make_private_folder(path), 0);
    assert_int_equal(chmod(path, 0755), 0);
    assert_int_equal(file_make_private_folder(path), 0);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0700);
    memory_free(&path);
}

static void a_line_is_read_as_far_as_there_is_room(void **state)
{
    char *path = path_join(*state, "line");
    char line[8];
    assert_int_equal(file_write(path, "one\ntwo\n", 8, 0600), 0);
    file_read_line(path, line, sizeof line);
    assert_string_equal(line, "one");
    assert_int_equal(file_write(path, "longer than that", 16, 0600), 0);
    file_read_line(path, line, sizeof line);
    assert_string_equal(line, "longer ");
    file_read_line("/nowhere", line, sizeof line);
    assert_string_equal(line, "");
    memory_free(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_fifo_does_not_block),
        cmocka_unit_test(a_private_folder_is_made_and_narrowed),
        cmocka_unit_test(a_line_is_read_as_far_as_there_is_room),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
