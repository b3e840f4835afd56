/* SPDX-License-Identifier: MIT */
#include "supervisor/token_command.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_NO_PROGRAM = 127, SLICE_MS = 200 };

/* argv of the command. The caller owns the array: free() it; the words stay the command's. */
static char **make_arguments(const struct config_command *command)
{
    static const char *const shell[] = { "/bin/sh", "-c" };
    size_t prefix = command->is_shell ? 2 : 0;
    const char **arguments = memory_new_array(command->words.count + 3, sizeof *arguments);
    for (size_t i = 0; i < prefix; i++)
        arguments[i] = shell[i];
    for (size_t i = 0; i < command->words.count; i++)
        arguments[prefix + i] = command->words.items[i];
    return (char **)arguments;
}

_Noreturn static void become(char **arguments, int output, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a group of its own does not hear the terminal's Ctrl-C */
    if (getppid() != parent)
        _exit(EXIT_NO_PROGRAM); /* it died before the signal was set */
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
        _exit(EXIT_NO_PROGRAM);
    signals_restore();
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(arguments[0], arguments);
    _exit(EXIT_NO_PROGRAM);
}

/* At a reload these signals wait for the supervisor's loop: it is not to wait for the command. */
static bool is_asked_to_stop(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

/* Milliseconds until one has to look up; 0 when nothing is to be waited for any more. */
static int next_slice_ms(int64_t end_ms)
{
    int64_t left = end_ms - clock_now_ms();
    if (left <= 0 || is_asked_to_stop())
        return 0;
    return left < SLICE_MS ? (int)left : SLICE_MS;
}

/* Reads until the end of the output or of the time. -1 at the end of the time. */
static int read_output(int fd, int64_t end_ms, char data[TOKEN_BYTES], size_t *size)
{
    while (true) {
        int slice_ms = next_slice_ms(end_ms);
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        if (slice_ms == 0)
            return -1;
        if (poll(&ready, 1, slice_ms) <= 0)
            continue;
        char rest[512];
        bool is_full = *size == TOKEN_BYTES;
        ssize_t got =
            is_full ? read(fd, rest, sizeof rest) : read(fd, data + *size, TOKEN_BYTES - *size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return 0;
        if (got > 0 && !is_full)
            *size += (size_t)got;
    }
}

/* Waits for the end until `end_ms`, then kills the whole group. The status, or -1. */
static int wait_for_end(pid_t pid, int64_t end_ms)
{
    int pid_fd = pidfd_open(pid, 0);
    struct pollfd ready = { .fd = pid_fd, .events = POLLIN };
    bool has_ended = false;
    for (int slice_ms; !has_ended && pid_fd >= 0 && (slice_ms = next_slice_ms(end_ms)) > 0;)
        has_ended = poll(&ready, 1, slice_ms) > 0;
    if (pid_fd >= 0)
        close(pid_fd);
    kill(-pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return has_ended ? status : -1;
}

static int judge(int status, int64_t limit_ms, const char *program, struct problem *problem)
{
    if (status == 0)
        return 0;
    if (status < 0 && is_asked_to_stop())
        problem_set(problem, "CM-AUTH-03", "site.token_command is not waited for: all is to stop");
    else if (status < 0)
        problem_set(problem, "CM-AUTH-03", "site.token_command did not end within %d seconds",
            (int)(limit_ms / 1000));
    else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_PROGRAM)
        problem_set(problem, "CM-AUTH-03", "site.token_command cannot be run: %.200s", program);
    else if (WIFEXITED(status))
        problem_set(problem, "CM-AUTH-03", "site.token_command ended with exit status %d",
            WEXITSTATUS(status));
    else
        problem_set(
            problem, "CM-AUTH-03", "site.token_command was killed by signal %d", WTERMSIG(status));
    problem_help(problem, "try the command in a terminal: its first line must be the token");
    return -1;
}

int token_command_run(const struct config_command *command, int64_t limit_ms,
    char data[TOKEN_BYTES], size_t *size, struct problem *problem)
{
    *size = 0;
    int fds[2];
    int64_t end_ms = clock_now_ms() + limit_ms;
    char **arguments = make_arguments(command);
    pid_t parent = getpid();
    pid_t pid = -1;
    bool has_pipe = pipe2(fds, O_CLOEXEC) == 0;
    if (has_pipe)
        pid = fork();
    if (pid == 0)
        become(arguments, fds[1], parent);
    int result = -1;
    if (pid < 0) {
        problem_set(problem, "CM-AUTH-03", "cannot run site.token_command: %s", strerror(errno));
    } else {
        setpgid(pid, pid); /* the child does it too: whoever comes first */
        close(fds[1]);
        fds[1] = -1;
        int read_all = read_output(fds[0], end_ms, data, size);
        int status = wait_for_end(pid, read_all < 0 ? 0 : end_ms);
        result = judge(status, limit_ms, arguments[0], problem);
    }
    if (has_pipe) {
        close(fds[0]);
        if (fds[1] >= 0)
            close(fds[1]);
    }
    memory_free(&arguments);
    return result;
}
