/* SPDX-License-Identifier: MIT */
#include "cli/probe.h"

#include "base/exit_code.h"
#include "base/log.h"
#include "cli/interrupt.h"
#include "cli/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { EXTRA_MOST = 4, END_MS = 10000 };

/* One stream of the child's. */
struct stream {
    int fds[2]; /* ours, the child's */
    struct text *text;
};

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static pid_t start(const struct config *config, const struct options *options, const char *what,
    const struct stream streams[2])
{
    const char *extra[EXTRA_MOST] = { "--probe", what, NULL };
    const char *token_file = options_value(options, "token-file");
    char *joined = NULL;
    if (token_file != NULL) {
        struct text argument = text_new(strlen(token_file) + sizeof "--token-file=");
        text_add_format(&argument, "--token-file=%s", token_file);
        extra[2] = joined = text_take(&argument);
    }
    bool is_piped = token_file != NULL && strcmp(token_file, "-") == 0;
    const struct launch launch = {
        .program = "cmsync-supervisor",
        .arguments = launch_arguments(config, options, extra),
        .input_fd = is_piped ? STDIN_FILENO : -1,
        .output_fd = streams[0].fds[1],
        .errors_fd = streams[1].fds[1],
        .control_fd = -1,
        .death_signal = SIGTERM,
    };
    pid_t pid = launch_start(&launch);
    memory_free(&joined);
    return pid;
}

/* True while there may be more. */
static bool take(struct stream *stream)
{
    char part[4096];
    ssize_t length = read(stream->fds[0], part, sizeof part);
    if (length > 0)
        text_add(stream->text, part, (size_t)length);
    else if (length == 0 || errno != EINTR)
        close_end(&stream->fds[0]);
    return stream->fds[0] >= 0;
}

/* Until both streams end. 0, or the code of an interrupt. */
static int listen_to(struct stream streams[2])
{
    while (streams[0].fds[0] >= 0 || streams[1].fds[0] >= 0) {
        struct pollfd ready[] = {
            { .fd = streams[0].fds[0], .events = POLLIN },
            { .fd = streams[1].fds[0], .events = POLLIN },
            { .fd = interrupt_descriptor(), .events = POLLIN },
        };
        poll(ready, 3, -1);
        if (!interrupt_take())
            return interrupt_code();
        for (int i = 0; i < 2; i++) {
            if (ready[i].revents != 0)
                take(&streams[i]);
        }
    }
    return 0;
}

static int end(pid_t pid, int code)
{
    if (code != 0)
        kill(pid, SIGTERM);
    int status = launch_wait(pid, END_MS);
    if (status < 0) {
        kill(pid, SIGKILL);
        status = launch_wait(pid, END_MS);
    }
    return code != 0 ? code : status;
}

static int run(const struct config *config, const struct options *options, const char *what,
    struct stream streams[2])
{
    if (pipe2(streams[0].fds, O_CLOEXEC) < 0 || pipe2(streams[1].fds, O_CLOEXEC) < 0) {
        log_error("cannot make a pipe: %s", strerror(errno));
        return EXIT_CODE_FAILURE;
    }
    pid_t pid = start(config, options, what, streams);
    close_end(&streams[0].fds[1]);
    close_end(&streams[1].fds[1]);
    return pid < 0 ? EXIT_CODE_FAILURE : end(pid, listen_to(streams));
}

int probe_ask(const struct config *config, const struct options *options, const char *what,
    struct message *report, struct text *problems)
{
    struct text out = text_new(MESSAGE_EVENT_MAX_BYTES);
    struct stream streams[2] = {
        { .fds = { -1, -1 }, .text = &out },
        { .fds = { -1, -1 }, .text = problems },
    };
    memset(report, 0, sizeof *report);
    int code = run(config, options, what, streams);
    for (int i = 0; i < 2; i++) {
        close_end(&streams[i].fds[0]);
        close_end(&streams[i].fds[1]);
    }
    if (code == 0 && message_unpack(report, MESSAGE_probe_report, out.data, out.length) < 0)
        code = EXIT_CODE_FAILURE;
    text_free(&out);
    return code;
}
