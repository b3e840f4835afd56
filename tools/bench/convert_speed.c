/* SPDX-License-Identifier: MIT */
/*
 * convert_speed floor|ours FILE..: each file through md4c's md_html(), or through our converter,
 * in memory, one at a time. For callgrind: `valgrind --tool=callgrind --toggle-collect=work`
 * counts the work alone. Prints bytes in and out, and peak memory in KiB.
 */
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "converter/page.h"
#include "tools/bench/clock.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <md4c-html.h>

static size_t bytes_out;

static void collect(const MD_CHAR *data, MD_SIZE size, void *context)
{
    text_add(context, data, size);
}

/* Not inlined: callgrind finds it by its name. */
__attribute__((noinline)) void work(const char *data, size_t size, const char *path, int is_floor);

void work(const char *data, size_t size, const char *path, int is_floor)
{
    if (is_floor) {
        struct text out = text_new(SIZE_MAX / 2);
        md_html(data, (MD_SIZE)size, collect, &out, MD_DIALECT_GITHUB, 0);
        bytes_out += out.length;
        text_free(&out);
        return;
    }
    struct page_options options = page_default_options();
    options.path = path;
    struct page page;
    page_convert(data, size, &options, &page);
    bytes_out += page.body.length;
    page_free(&page);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        give_up("usage: convert_speed floor|ours FILE..");
    int is_floor = strcmp(argv[1], "floor") == 0;
    size_t bytes_in = 0;
    double started = clock_ms();
    for (int i = 2; i < argc; i++) {
        char *data;
        size_t size;
        if (file_read(AT_FDCWD, argv[i], SIZE_MAX / 2, &data, &size) != FILE_OK)
            give_up(argv[i]);
        work(data, size, "guide/page.md", is_floor);
        bytes_in += size;
        memory_free(&data);
    }
    printf("in %zu out %zu ms %.1f peak_kib %ld\n", bytes_in, bytes_out, clock_ms() - started,
        clock_peak_kib());
    return 0;
}
