/* SPDX-License-Identifier: MIT */
#include "cli/showroom.h"

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "cli/console.h"
#include "cli/folder.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/usage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTEN_MS = 10000, STOP_MS = 5000, WAIT_MS = 1000 };

#define LISTENING "listening "

void showroom_path(
    const struct showroom *showroom, const char *name, char path[SHOWROOM_PATH_BYTES])
{
    snprintf(path, SHOWROOM_PATH_BYTES, "%s/%s", showroom->folder, name);
}

int showroom_make_folder(struct showroom *showroom, const char *name)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(showroom->folder, sizeof showroom->folder, "%.30s/cmsync-%.12s-XXXXXX",
        base != NULL && base[0] == '/' && strlen(base) <= 30 ? base : "/tmp", name);
    if (length < 0 || mkdtemp(showroom->folder) == NULL) {
        console_say("error: cannot make %s: %s\n", showroom->folder, strerror(errno));
        showroom->folder[0] = '\0';
        return EXIT_CODE_FAILURE;
    }
    return 0;
}

int showroom_write(const struct showroom *showroom, const char *name, const char *data)
{
    char path[SHOWROOM_PATH_BYTES];
    showroom_path(showroom, name, path);
    if (file_write(path, data, strlen(data), 0600) == 0)
        return 0;
    console_say("error: cannot write %s: %s\n", path, strerror(errno));
    return EXIT_CODE_FAILURE;
}

/* Reads the first line, `listening URL`. 0, or -1 when it did not come. */
static int read_url(struct showroom *showroom, int fd)
{
    char line[SHOWROOM_URL_BYTES] = "";
    size_t length = 0;
    int64_t deadline = clock_now_ms() + LISTEN_MS;
    while (strchr(line, '\n') == NULL && length < sizeof line - 1 && clock_now_ms() < deadline) {
        struct pollfd ready[] = {
            { .fd = fd, .events = POLLIN },
            { .fd = interrupt_descriptor(), .events = POLLIN },
        };
        if (poll(ready, 2, WAIT_MS) <= 0)
            continue;
        if (!interrupt_take())
            return -1;
        if (ready[0].revents == 0)
            continue;
        ssize_t part = read(fd, line + length, sizeof line - 1 - length);
        if (part <= 0)
            return -1;
        length += (size_t)part;
        line[length] = '\0';
    }
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, LISTENING, strlen(LISTENING)) != 0)
        return -1;
    snprintf(showroom->url, sizeof showroom->url, "%s", line + strlen(LISTENING));
    return 0;
}

/* What is wrong with its options or the port, the sandbox says itself. */
static int give_up(struct showroom *showroom)
{
    if (interrupt_code() != 0)
        return EXIT_CODE_FAILURE;
    int status = showroom->sandbox > 0 ? launch_wait(showroom->sandbox, WAIT_MS) : -1;
    if (status < 0 || status > 128)
        console_say("error: the sandbox does not start\n");
    if (status >= 0)
        showroom->sandbox = -1;
    return EXIT_CODE_FAILURE;
}

int showroom_start(struct showroom *showroom, const char *port, const char *edition)
{
    int ends[2];
    long number = 0;
    if (port != NULL && usage_number("--port", port, 0, 65535, &number) < 0)
        return EXIT_CODE_USAGE;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return EXIT_CODE_FAILURE;
    const char *const arguments[] = { "--port", port == NULL ? "0" : port, "--edition", edition,
        NULL };
    struct launch launch = {
        .program = "cmsync-sandbox",
        .arguments = arguments,
        .input_fd = -1,
        .output_fd = ends[1],
        .errors_fd = -1,
        .control_fd = -1,
        .death_signal = SIGTERM,
    };
    showroom->sandbox = launch_start(&launch);
    close(ends[1]);
    bool is_there = showroom->sandbox > 0 && read_url(showroom, ends[0]) == 0;
    close(ends[0]);
    return is_there ? 0 : give_up(showroom);
}

static void stop_sandbox(struct showroom *showroom)
{
    if (showroom->sandbox <= 0)
        return;
    kill(showroom->sandbox, SIGTERM);
    if (launch_wait(showroom->sandbox, STOP_MS) < 0) {
        kill(showroom->sandbox, SIGKILL);
        launch_wait(showroom->sandbox, STOP_MS);
    }
}

int showroom_close(struct showroom *showroom)
{
    stop_sandbox(showroom);
    showroom->sandbox = -1;
    if (showroom->folder[0] == '\0' || folder_remove(showroom->folder) == 0)
        return 0;
    return EXIT_CODE_FAILURE;
}
