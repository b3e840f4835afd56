/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include "base/exit_code.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Signals belong to the process, so does what is known of them. */
static struct {
    int fd;
    int count;
    int code;
} interrupts = { .fd = -1 };

void interrupt_open(void)
{
    if (interrupts.fd >= 0)
        return;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    interrupts.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (interrupts.fd < 0)
        fatal("cannot open a signal descriptor: %s", strerror(errno));
}

int interrupt_descriptor(void)
{
    return interrupts.fd;
}

bool interrupt_take(void)
{
    struct signalfd_siginfo info;
    while (interrupts.fd >= 0 && read(interrupts.fd, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            continue;
        interrupts.count++;
        if (interrupts.code == 0)
            interrupts.code =
                info.ssi_signo == SIGINT ? EXIT_CODE_INTERRUPTED : EXIT_CODE_TERMINATED;
    }
    return interrupts.count == 0;
}

int interrupt_count(void)
{
    return interrupts.count;
}

int interrupt_code(void)
{
    return interrupts.code;
}

bool interrupt_tick(void *unused_context)
{
    (void)unused_context;
    return interrupt_take();
}
