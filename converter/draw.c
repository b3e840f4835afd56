/* SPDX-License-Identifier: MIT */
#include "converter/draw.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "storage/drawing.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICK_MS = 250, GRACE_MS = 5000, WORDS = 12, MESSAGE_BYTES = 2048, SHOWN_BYTES = 300 };

enum { IN, OUT, ERR, PIPES };

/* A drawer at work. Pipes of ours are -1 when they are done with. */
struct work {
    pid_t pid;
    int pipes[PIPES];
    const char *source;
    size_t left;
    struct text *image;
    struct text message; /* what it says on standard error */
};

/* cmsync-drawer beside this program. The caller owns the result. */
static char *find_drawer(void)
{
    char self[PATH_MAX_BYTES];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return NULL;
    self[length] = '\0';
    char *folder = path_folder(self);
    char *path = path_join(folder, "cmsync-drawer");
    memory_free(&folder);
    return path;
}

/* argv of the drawer. The caller owns the array; the words live in `numbers` and the order. */
static const char **make_arguments(const struct draw_order *order, char numbers[2][24])
{
    const struct config_command *command = order->command;
    const char **arguments =
        memory_new_array(WORDS + 2 * order->hidden_count + command->words.count, sizeof *arguments);
    size_t count = 0;
    snprintf(numbers[0], sizeof numbers[0], "%ld", order->seconds);
    snprintf(numbers[1], sizeof numbers[1], "%zu", order->image_bytes);
    arguments[count++] = "cmsync-drawer";
    arguments[count++] = numbers[0];
    arguments[count++] = numbers[1];
    for (size_t i = 0; i < order->hidden_count; i++) {
        arguments[count++] = "--hide";
        arguments[count++] = order->hidden[i];
    }
    arguments[count++] = "--";
    if (command->is_shell) {
        arguments[count++] = "/bin/sh";
        arguments[count++] = "-c";
    }
    for (size_t i = 0; i < command->words.count; i++)
        arguments[count++] = command->words.items[i];
    return arguments;
}

static void close_pipe(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Our ends into work->pipes, the child's into `ends`. */
static int make_pipes(struct work *work, int ends[PIPES])
{
    for (int i = 0; i < PIPES; i++)
        work->pipes[i] = ends[i] = -1;
    for (int i = 0; i < PIPES; i++) {
        int fds[2];
        if (pipe2(fds, O_CLOEXEC) < 0)
            return -1;
        work->pipes[i] = fds[i == IN ? 1 : 0];
        ends[i] = fds[i == IN ? 0 : 1];
        fcntl(work->pipes[i], F_SETFL, O_NONBLOCK);
    }
    return 0;
}

static int spawn(struct work *work, const int ends[PIPES], const char **arguments)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t defaults;
    sigemptyset(&none);
    signals_list(&defaults);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int i = 0; i < PIPES; i++)
        posix_spawn_file_actions_adddup2(&actions, ends[i], i);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char *program = find_drawer();
    int result = program == NULL ? ENOENT
                                 : posix_spawn(&work->pid, program, &actions, &attributes,
                                       (char *const *)arguments, environ);
    memory_free(&program);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    errno = result;
    return result == 0 ? 0 : -1;
}

static void feed(struct work *work)
{
    ssize_t written = write(work->pipes[IN], work->source, work->left);
    if (written > 0) {
        work->source += written;
        work->left -= (size_t)written;
    }
    if (work->left == 0 || (written < 0 && errno != EAGAIN && errno != EINTR))
        close_pipe(&work->pipes[IN]);
}

static void take(int *fd, struct text *text)
{
    char part[16 * 1024];
    ssize_t length = read(*fd, part, sizeof part);
    size_t room = text->limit - text->length;
    if (length > 0) /* of more, the beginning: the reason comes before a stack of calls */
        text_add(text, part, (size_t)length < room ? (size_t)length : room);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        close_pipe(fd);
}

/* Until all pipes are closed. False when it had to be ended: too late, or nobody waits any more. */
static bool attend(struct work *work, const struct draw_order *order)
{
    int64_t end_ms = clock_now_ms() + order->seconds * 1000 + GRACE_MS;
    while (work->pipes[OUT] >= 0 || work->pipes[ERR] >= 0) {
        struct pollfd ready[PIPES] = { { .fd = work->pipes[IN], .events = POLLOUT },
            { .fd = work->pipes[OUT], .events = POLLIN },
            { .fd = work->pipes[ERR], .events = POLLIN } };
        if (clock_now_ms() > end_ms || (order->tick != NULL && !order->tick(order->context)))
            return false;
        if (poll(ready, PIPES, TICK_MS) <= 0)
            continue;
        if (ready[IN].revents != 0)
            feed(work);
        if (ready[OUT].revents != 0)
            take(&work->pipes[OUT], work->image);
        if (ready[ERR].revents != 0)
            take(&work->pipes[ERR], &work->message);
    }
    return true;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return status;
}

/* The first line that says what the error is (a stack of calls may follow); else the last, which is
   most often the one that says why. *length 0: there is none. */
static const char *find_reason(const struct text *message, size_t *length)
{
    enum { WORD = sizeof "ERROR" - 1 };
    const char *reason = message->data;
    *length = 0;
    for (const char *at = message->data; *at != '\0';) {
        const char *line = at;
        size_t size = strcspn(line, "\n");
        at += size + (line[size] == '\n');
        if (strspn(line, " \r\t") >= size)
            continue;
        reason = line;
        *length = size;
        if (size > WORD && memmem(line, size, "rror", 4) != NULL)
            break;
    }
    return reason;
}

static void quote(const struct text *message, struct text *reason)
{
    size_t length;
    const char *said = find_reason(message, &length);
    if (length == 0)
        return;
    char *line = memory_copy_part(said, length < SHOWN_BYTES ? length : SHOWN_BYTES);
    char *shown = unicode_printable(line);
    text_add_format(reason, ": %s", shown);
    memory_free(&shown);
    memory_free(&line);
}

static int judge(
    int status, const struct draw_order *order, const struct work *work, struct text *reason)
{
    const char *program = order->command->words.items[0];
    switch (WIFEXITED(status) ? WEXITSTATUS(status) : DRAWING_EXIT_FAILED) {
    case DRAWING_EXIT_DONE:
        return 0;
    case DRAWING_EXIT_SLOW:
        text_add_format(reason, "the command did not end within %ld seconds", order->seconds);
        break;
    case DRAWING_EXIT_LARGE:
        text_add_format(
            reason, "the image is larger than %zu MiB", order->image_bytes / 1024 / 1024);
        break;
    case DRAWING_EXIT_OPEN:
        text_add_string(reason, "this machine does not let a command be cut off from network and "
                                "token (user namespaces)");
        break;
    case DRAWING_EXIT_MISSING:
        text_add_format(reason, "cannot run %.200s", program);
        break;
    case DRAWING_EXIT_FILTERED:
        text_add_string(reason, "the command failed (a browser needs user namespaces, which this "
                                "machine does not allow)");
        quote(&work->message, reason);
        break;
    default:
        text_add_string(reason, "the command failed");
        quote(&work->message, reason);
        break;
    }
    return -1;
}

int draw_run(const struct draw_order *order, const char *source, size_t length, struct text *image,
    struct text *reason)
{
    int ends[PIPES];
    char numbers[2][24];
    struct work work = { .source = source, .left = length, .image = image };
    const char **arguments = make_arguments(order, numbers);
    int result = make_pipes(&work, ends) < 0 ? -1 : spawn(&work, ends, arguments);
    if (result < 0)
        text_add_format(reason, "cannot run cmsync-drawer: %s", strerror(errno));
    for (int i = 0; i < PIPES; i++)
        close_pipe(&ends[i]);
    memory_free(&arguments);
    if (result == 0) {
        work.message = text_new(MESSAGE_BYTES);
        bool is_over = attend(&work, order);
        if (!is_over)
            kill(work.pid, SIGKILL); /* and the kernel all that it started */
        int status = wait_for(work.pid);
        result = judge(status, order, &work, reason);
        text_free(&work.message);
    }
    for (int i = 0; i < PIPES; i++)
        close_pipe(&work.pipes[i]);
    return result;
}
