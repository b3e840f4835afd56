/* SPDX-License-Identifier: MIT */
#include "converter/inspect.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_of(const char *data, size_t size)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, data, size), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void digest_and_size_are_those_of_all_bytes(void **state)
{
    (void)state;
    const size_t sizes[] = { 0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 700 * 1024 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *data = memory_new(sizes[i] + 1);
        memset(data, 'x', sizes[i]);
        int fd = file_of(data, sizes[i]);
        struct inspection inspection;
        assert_int_equal(inspect_read(fd, &inspection, NULL, NULL), FILE_OK);
        struct digest expected = digest_of(data, sizes[i]);
        assert_true(digest_equal(&inspection.digest, &expected));
        assert_int_equal(inspection.size, sizes[i]);
        close(fd);
        memory_free(&data);
    }
}

static bool write_more(void *context)
{
    return file_write_all(*(int *)context, "more", 4) == 0;
}

static void a_file_that_grows_meanwhile_has_changed(void **state)
{
    (void)state;
    int fd = file_of("text", 4);
    struct inspection inspection;
    assert_int_equal(inspect_read(fd, &inspection, write_more, &fd), FILE_CHANGED);
    close(fd);
}

static void large_files_and_devices_are_refused_unread(void **state)
{
    (void)state;
    int fd = file_of("", 0);
    struct inspection inspection;
    assert_int_equal(ftruncate(fd, INSPECT_MAX_BYTES + 1), 0);
    assert_int_equal(inspect_read(fd, &inspection, NULL, NULL), FILE_TOO_LARGE);
    close(fd);
    fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    assert_int_equal(inspect_read(fd, &inspection, NULL, NULL), FILE_NOT_REGULAR);
    close(fd);
}

static void an_explanation_says_how_to_mend_it(void **state)
{
    (void)state;
    struct text out = text_new(1000);
    inspect_explain(FILE_TOO_LARGE, INSPECT_MAX_BYTES, &out);
    assert_string_equal(out.data,
        "the file is larger than 100 MiB; make it smaller, or leave it out in .cmsyncignore");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_and_size_are_those_of_all_bytes),
        cmocka_unit_test(a_file_that_grows_meanwhile_has_changed),
        cmocka_unit_test(large_files_and_devices_are_refused_unread),
        cmocka_unit_test(an_explanation_says_how_to_mend_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
