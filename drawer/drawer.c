/* SPDX-License-Identifier: MIT */
#include "drawer/drawer.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/signals.h"
#include "drawer/errand.h"
#include "storage/drawing.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { USAGE = 2, WORDS_BEFORE = 3 };

static int refuse(void)
{
    fputs("usage: cmsync-drawer SECONDS BYTES [--hide FILE].. -- COMMAND [ARGUMENT..]\n"
          "Draws a diagram for cmsync-converter; not meant to be called by hand.\n",
        stderr);
    return USAGE;
}

/* 0, or -1: that is no call of the converter's. `hidden` has room for all of argv. */
static int read_arguments(int argc, char **argv, struct errand *errand, const char **hidden)
{
    if (argc < WORDS_BEFORE + 2)
        return -1;
    long seconds = strtol(argv[1], NULL, 10);
    long bytes = strtol(argv[2], NULL, 10);
    if (seconds < 1 || seconds > ERRAND_SECONDS_MOST || bytes < 1 || bytes > DRAWING_MAX_BYTES)
        return -1;
    *errand = (struct errand){ .seconds = (int)seconds, .bytes = (size_t)bytes, .hidden = hidden };
    int i = WORDS_BEFORE;
    for (; i + 1 < argc && strcmp(argv[i], "--hide") == 0; i += 2)
        hidden[errand->hidden_count++] = argv[i + 1];
    if (i + 1 >= argc || strcmp(argv[i], "--") != 0)
        return -1;
    errand->command = &argv[i + 1];
    return 0;
}

int drawer_main(int argc, char **argv)
{
    struct errand errand;
    const char **hidden = memory_new_array((size_t)argc + 1, sizeof *hidden);
    if (read_arguments(argc, argv, &errand, hidden) < 0) {
        memory_free(&hidden);
        return refuse();
    }
    if (!errand_die_with_reader())
        _exit(DRAWING_EXIT_FAILED); /* without the converter nobody wants the drawing */
    signals_ignore();
    close_range(STDERR_FILENO + 1, ~0U, 0);
    struct text out = text_new(errand.bytes + 1);
    int code = errand_run(&errand, &out);
    if (code == DRAWING_EXIT_DONE && file_write_all(STDOUT_FILENO, out.data, out.length) < 0)
        code = DRAWING_EXIT_FAILED;
    text_free(&out);
    memory_free(&hidden);
    /* Where the command had processes of its own, nothing can be started any more: no exit handlers
       (a leak checker would start a thread). */
    _exit(code);
}
