/* SPDX-License-Identifier: MIT */
#include "base/beneath.h"

#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/cmsync-beneath-XXXXXX";

static const char *const files[] = { "guide/fifo.md", "guide/in.md", "guide/abs.md", "guide/out.md",
    "guide/loop.md", "folder", "a.md", "guide", "" };

static char *whole(const char *path)
{
    return path_join(root, path);
}

static void make_link(const char *target, const char *path)
{
    char *at = whole(path);
    assert_int_equal(symlink(target, at), 0);
    memory_free(&at);
}

static int make_root(void **state)
{
    (void)state;
    if (mkdtemp(root) == NULL)
        return -1;
    char *guide = whole("guide");
    char *file = whole("a.md");
    char *fifo = whole("guide/fifo.md");
    mkdir(guide, 0755);
    mkfifo(fifo, 0644);
    FILE *out = fopen(file, "w");
    fputs("content", out);
    fclose(out);
    make_link("../a.md", "guide/in.md");
    make_link(file, "guide/abs.md");
    make_link("/etc/passwd", "guide/out.md");
    make_link("loop.md", "guide/loop.md");
    make_link("guide", "folder");
    memory_free(&guide);
    memory_free(&file);
    memory_free(&fifo);
    return 0;
}

static int remove_root(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = whole(files[i]);
        remove(path);
        memory_free(&path);
    }
    return 0;
}

static const struct {
    const char *path;
    int reason; /* 0: it opens */
} cases[] = {
    { "a.md", 0 },
    { "guide/in.md", 0 },
    { "guide/abs.md", 0 },
    { "guide/fifo.md", 0 }, /* without waiting for a writer */
    { "guide/out.md", EXDEV },
    { "guide/loop.md", ELOOP },
    { "folder/in.md", ENOTDIR },
    { "b.md", ENOENT },
    { "a.md/b.md", ENOTDIR },
};

static void nothing_outside_the_root_is_opened(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int fd = beneath_open(root, cases[i].path);
        if (cases[i].reason == 0) {
            assert_true(fd >= 0);
            close(fd);
        } else {
            assert_int_equal(fd, -1);
            assert_int_equal(errno, cases[i].reason);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_outside_the_root_is_opened),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
