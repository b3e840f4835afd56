/* SPDX-License-Identifier: MIT */
#include "supervisor/child.h"

#include "base/control.h"
#include "base/log.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_NO_PROGRAM = 127, VARIABLE_BYTES = 64 };

struct pipes {
    int control[2]; /* ours, the child's */
    int output[2];  /* ours, the child's */
    int token;
};

void child_clear(struct child *child)
{
    child->pid = 0;
    child->pid_fd = -1;
    child->control_fd = -1;
    child->output.fd = -1;
    child->output.length = 0;
    child->output.lines = 0;
    child->output.dropped = 0;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int open_pipes(struct pipes *pipes, int token_fd)
{
    *pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, -1 };
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pipes->control) < 0 ||
        pipe2(pipes->output, O_CLOEXEC) < 0)
        return -1;
    if (fcntl(pipes->output[0], F_SETFL, O_NONBLOCK) < 0)
        return -1;
    if (token_fd < 0)
        return 0;
    /* A description of its own for each: inherited ones would share the position. */
    char path[VARIABLE_BYTES];
    snprintf(path, sizeof path, "/proc/self/fd/%d", token_fd);
    pipes->token = open(path, O_RDONLY | O_CLOEXEC);
    return pipes->token < 0 ? -1 : 0;
}

static void close_pipes(struct pipes *pipes)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&pipes->control[i]);
        close_fd(&pipes->output[i]);
    }
    close_fd(&pipes->token);
}

static void keep_open(int fd)
{
    if (fd >= 0)
        (void)fcntl(fd, F_SETFD, 0); /* cannot fail on an open descriptor */
}

/* In the child; between fork and exec only what is safe after a fork. */
_Noreturn static void become(
    const struct child_plan *plan, const struct pipes *pipes, pid_t supervisor)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor)
        _exit(EXIT_NO_PROGRAM); /* it died before the signal was set */
    setpgid(0, 0);
    signals_restore();
    sigset_t none;
    sigemptyset(&none);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(pipes->output[1], STDOUT_FILENO) < 0 ||
        dup2(pipes->output[1], STDERR_FILENO) < 0)
        _exit(EXIT_NO_PROGRAM);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    keep_open(pipes->control[1]);
    keep_open(pipes->token);
    for (int i = 0; i < CHILD_FDS; i++)
        keep_open(plan->fds[i]);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(plan->program, plan->arguments, plan->environment);
    char line[512];
    int length = snprintf(
        line, sizeof line, "error: cannot execute %.300s: %s\n", plan->program, strerror(errno));
    if (write(STDERR_FILENO, line, (size_t)length) < 0)
        _exit(EXIT_NO_PROGRAM);
    _exit(EXIT_NO_PROGRAM);
}

/* Fork and exec with the child's own variables behind the common ones. */
static pid_t spawn(const struct child_plan *plan, const struct pipes *pipes)
{
    char own[CHILD_VARIABLES][VARIABLE_BYTES];
    size_t count = plan->environment_count;
    snprintf(own[0], VARIABLE_BYTES, CONTROL_VARIABLE "=%d", pipes->control[1]);
    snprintf(own[1], VARIABLE_BYTES, CONTROL_NAME_VARIABLE "=%s", plan->name);
    plan->environment[count] = own[0];
    plan->environment[count + 1] = own[1];
    plan->environment[count + 2] = NULL;
    if (pipes->token >= 0) {
        snprintf(own[2], VARIABLE_BYTES, CONTROL_TOKEN_VARIABLE "=%d", pipes->token);
        plan->environment[count + 2] = own[2];
        plan->environment[count + 3] = NULL;
    }
    pid_t supervisor = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(plan, pipes, supervisor);
    plan->environment[count] = NULL;
    return pid;
}

int child_spawn(struct child *child, const struct child_plan *plan)
{
    struct pipes pipes;
    child_clear(child);
    if (open_pipes(&pipes, plan->token_fd) < 0) {
        log_error("cannot make the pipes for %s: %s", plan->name, strerror(errno));
        close_pipes(&pipes);
        return -1;
    }
    pid_t pid = spawn(plan, &pipes);
    int pid_fd = pid < 0 ? -1 : pidfd_open(pid, 0);
    if (pid_fd < 0) {
        log_error("cannot start %s: %s", plan->name, strerror(errno));
        if (pid > 0) {
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
        }
        close_pipes(&pipes);
        return -1;
    }
    setpgid(pid, pid); /* the child does it too: whoever comes first; EACCES means it has run */
    child->pid = pid;
    child->pid_fd = pid_fd;
    child->control_fd = pipes.control[0];
    child->output.fd = pipes.output[0];
    pipes.control[0] = -1;
    pipes.output[0] = -1;
    close_pipes(&pipes);
    return 0;
}

void child_signal(const struct child *child, int signal)
{
    if (child->pid_fd >= 0 && pidfd_send_signal(child->pid_fd, signal, NULL, 0) < 0 &&
        errno != ESRCH)
        log_error(
            "cannot send signal %d to process %ld: %s", signal, (long)child->pid, strerror(errno));
}

static bool is_fault(int signal)
{
    switch (signal) {
    case SIGSEGV:
    case SIGBUS:
    case SIGABRT:
    case SIGILL:
    case SIGFPE:
    case SIGSYS:
    case SIGXCPU:
        return true;
    default:
        return false;
    }
}

static void describe(const siginfo_t *info, struct child_end *end)
{
    *end = (struct child_end){ .is_refusal = false };
    if (info->si_code == CLD_EXITED) {
        end->is_for_good = info->si_status == FATAL_FOR_GOOD;
        end->is_refusal = info->si_status == STAGE_EXIT_CONFIGURATION || end->is_for_good;
        snprintf(end->words, sizeof end->words, "exit status %d", info->si_status);
        return;
    }
    end->is_own_fault = is_fault(info->si_status);
    const char *name = sigdescr_np(info->si_status);
    snprintf(end->words, sizeof end->words, "signal %d (%s)", info->si_status,
        name == NULL ? "unknown" : name);
}

bool child_reap(struct child *child, struct child_end *end)
{
    siginfo_t info = { .si_pid = 0 };
    if (child->pid == 0 ||
        waitid(P_PIDFD, (id_t)child->pid_fd, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
        info.si_pid == 0)
        return false;
    /* While it is a zombie its number cannot mean another group. */
    kill(-child->pid, SIGKILL);
    if (waitid(P_PIDFD, (id_t)child->pid_fd, &info, WEXITED) < 0)
        return false;
    describe(&info, end);
    close_fd(&child->pid_fd);
    return true;
}

void child_close(struct child *child, const char *name)
{
    output_close(&child->output, name, (long)child->pid);
    close_fd(&child->control_fd);
    close_fd(&child->pid_fd);
    child_clear(child);
}

void child_reap_strays(bool (*is_stage)(void *context, pid_t pid), void *context)
{
    while (true) {
        siginfo_t info = { .si_pid = 0 };
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
            return;
        if (is_stage(context, info.si_pid))
            return; /* it has died since; its turn and what waits behind it come in the next round
                     */
        waitpid(info.si_pid, NULL, WNOHANG);
    }
}
