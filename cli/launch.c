/* SPDX-License-Identifier: MIT */
#include "cli/launch.h"

#include "base/clock.h"
#include "base/control.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/signals.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VARIABLE_BYTES = 64, SLICE_MS = 250, EXEC_FAILED = 127, PLACES = 3 };

/* All that the child needs is made before the fork: behind it only plain system calls are safe,
   since libzmq has threads. */
struct prepared {
    char *path;
    const char **argv;
    const char **envp;
    char control[VARIABLE_BYTES];
};

char *launch_find(const char *name)
{
    char self[PATH_MAX_BYTES];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return NULL;
    self[length] = '\0';
    char *folder = path_folder(self);
    char *path = path_join(folder, name);
    memory_free(&folder);
    if (access(path, F_OK) < 0)
        memory_free(&path);
    return path;
}

static size_t count_texts(const char *const *texts)
{
    size_t count = 0;
    while (texts[count] != NULL)
        count++;
    return count;
}

static const char *join_option(struct memory_pool *pool, const char *name, const char *value)
{
    size_t size = strlen(name) + strlen(value) + 4;
    char *argument = memory_pool_take(pool, size);
    snprintf(argument, size, "--%s=%s", name, value);
    return argument;
}

const char *const *launch_arguments(
    const struct config *config, const struct options *options, const char *const *extra)
{
    struct config_list passed = options_pass_through(options);
    size_t most = passed.count + count_texts(extra) + PLACES + 1;
    const char **arguments = memory_pool_take(options->pool, most * sizeof *arguments);
    size_t count = 0;
    if (config->file != NULL)
        arguments[count++] = join_option(options->pool, "config", config->file);
    arguments[count++] = join_option(options->pool, "state", config->state);
    arguments[count++] = join_option(options->pool, "run", config->run);
    for (size_t i = 0; i < passed.count; i++)
        arguments[count++] = passed.items[i];
    for (size_t i = 0; extra[i] != NULL; i++)
        arguments[count++] = extra[i];
    return arguments;
}

static void prepare(struct prepared *prepared, const struct launch *launch)
{
    size_t arguments = count_texts(launch->arguments);
    prepared->argv = memory_new_array(arguments + 2, sizeof *prepared->argv);
    prepared->argv[0] = launch->program;
    for (size_t i = 0; i < arguments; i++)
        prepared->argv[i + 1] = launch->arguments[i];
    size_t variables = count_texts((const char *const *)environ);
    prepared->envp = memory_new_array(variables + 2, sizeof *prepared->envp);
    size_t kept = 0;
    for (size_t i = 0; i < variables; i++) {
        if (strncmp(environ[i], CONTROL_VARIABLE "=", sizeof CONTROL_VARIABLE) != 0)
            prepared->envp[kept++] = environ[i];
    }
    if (launch->control_fd >= 0) {
        snprintf(prepared->control, sizeof prepared->control, CONTROL_VARIABLE "=%d",
            launch->control_fd);
        prepared->envp[kept++] = prepared->control;
    }
}

static void release(struct prepared *prepared)
{
    memory_free(&prepared->path);
    memory_free(&prepared->argv);
    memory_free(&prepared->envp);
}

static void connect_descriptors(const struct launch *launch)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(launch->input_fd >= 0 ? launch->input_fd : null, STDIN_FILENO);
    dup2(launch->output_fd >= 0 ? launch->output_fd : null, STDOUT_FILENO);
    if (launch->errors_fd >= 0)
        dup2(launch->errors_fd, STDERR_FILENO);
    if (launch->control_fd >= 0)
        fcntl(launch->control_fd, F_SETFD, 0);
}

_Noreturn static void become(
    const struct launch *launch, const struct prepared *prepared, pid_t parent)
{
    if (launch->death_signal != 0)
        prctl(PR_SET_PDEATHSIG, launch->death_signal);
    if (launch->death_signal != 0 && getppid() != parent)
        _exit(EXEC_FAILED);
    if (launch->is_detached)
        setsid();
    else
        setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signals_restore();
    connect_descriptors(launch);
    /* execve() does not change them; its type is older than const. */
    execve(prepared->path, (char *const *)prepared->argv, (char *const *)prepared->envp);
    _exit(EXEC_FAILED);
}

pid_t launch_start(const struct launch *launch)
{
    struct prepared prepared = { .path = launch_find(launch->program) };
    if (prepared.path == NULL || access(prepared.path, X_OK) < 0) {
        log_error("cannot find %s beside cmsync: %s", launch->program, strerror(errno));
        release(&prepared);
        return -1;
    }
    prepare(&prepared, launch);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(launch, &prepared, parent);
    if (pid < 0)
        log_error("cannot start %s: %s", launch->program, strerror(errno));
    release(&prepared);
    return pid;
}

int launch_poll(pid_t pid)
{
    int status = 0;
    pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == 0)
        return -1;
    if (ended < 0)
        return EXEC_FAILED;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int launch_wait(pid_t pid, int timeout_ms)
{
    int64_t deadline = clock_now_ms() + timeout_ms;
    for (;;) {
        int status = launch_poll(pid);
        int64_t left = deadline - clock_now_ms();
        if (status >= 0 || left <= 0)
            return status;
        struct pollfd signals = { .fd = interrupt_descriptor(), .events = POLLIN };
        poll(&signals, 1, left < SLICE_MS ? (int)left : SLICE_MS);
        interrupt_take();
    }
}
