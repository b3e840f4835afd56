/* SPDX-License-Identifier: MIT */
/*
 * Stands in for any stage in tests of the supervisor. $FAKE_FOLDER/NAME or $FAKE_FOLDER/KIND holds
 * one word that says how it behaves (see `behaviours`); what it does and hears goes as lines
 * `NAME PID WHAT` to $FAKE_FOLDER/log. A store sends each line of the FIFO $FAKE_FOLDER/orders to
 * the supervisor.
 */
#include "base/control.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct fake {
    const char *folder;
    const char *name;
    char behaviour[32];
    int control;
    int signals;
    int timer;
    int orders;
    long progress;
};

static void say(const struct fake *fake, const char *what)
{
    char path[PATH_MAX];
    char line[1024];
    snprintf(path, sizeof path, "%s/log", fake->folder);
    int length = snprintf(line, sizeof line, "%s %ld %s\n", fake->name, (long)getpid(), what);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t)length) != length)
        _exit(99);
    close(fd);
}

static bool is(const struct fake *fake, const char *behaviour)
{
    return strcmp(fake->behaviour, behaviour) == 0;
}

static void read_behaviour(struct fake *fake, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", fake->folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t got = read(fd, fake->behaviour, sizeof fake->behaviour - 1);
    fake->behaviour[got > 0 ? got : 0] = '\0';
    fake->behaviour[strcspn(fake->behaviour, "\n")] = '\0';
    close(fd);
}

static void send_record(const struct fake *fake, enum control_verb verb, long number)
{
    const struct control record = { .verb = verb, .number = number };
    (void)control_send(fake->control, &record); /* the supervisor may be gone */
}

static void read_token(const struct fake *fake)
{
    const char *variable = getenv(CONTROL_TOKEN_VARIABLE);
    char token[100] = "token ";
    size_t length = strlen(token);
    if (variable == NULL)
        return;
    int fd = atoi(variable);
    ssize_t got = read(fd, token + length, sizeof token - length - 1);
    token[length + (size_t)(got > 0 ? got : 0)] = '\0';
    say(fake, token);
    close(fd);
}

/* `deaf` and `stubborn` do not obey; the others end when asked. */
static void open_signals(struct fake *fake)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    if (is(fake, "deaf"))
        sigaddset(&set, SIGABRT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigdelset(&set, SIGABRT);
    fake->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    fake->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const struct itimerspec second = { .it_interval = { .tv_sec = 1 },
        .it_value = { .tv_sec = 1 } };
    timerfd_settime(fake->timer, 0, &second, NULL);
}

static void open_orders(struct fake *fake)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/orders", fake->folder);
    fake->orders = -1;
    if (strcmp(fake->name, "statestore") == 0)
        fake->orders = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static void take_orders(const struct fake *fake)
{
    char orders[2048];
    ssize_t got = read(fake->orders, orders, sizeof orders - 1);
    if (got <= 0)
        return;
    orders[got] = '\0';
    for (char *line = orders; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (send(fake->control, line, length, 0) < 0)
            _exit(97);
        line += length + (line[length] == '\n');
    }
}

/* What the supervisor says; whether a pid that it calls dead is. */
static void take_records(struct fake *fake)
{
    struct control record;
    int got = 0;
    while ((got = control_receive(fake->control, &record)) == 1) {
        char line[600];
        const char *life = "";
        if (record.verb == CONTROL_reaped)
            life = kill((pid_t)record.number, 0) < 0 && errno == ESRCH ? " gone" : " alive";
        snprintf(line, sizeof line, "got %s %ld %ld %s%s", control_verb_name(record.verb),
            record.number, record.detail, record.text, life);
        say(fake, line);
        if (record.verb == CONTROL_close && !is(fake, "open"))
            send_record(fake, CONTROL_close, 0);
    }
    if (got < 0)
        fake->control = -1; /* a real stage ends here; a fake one waits to be killed */
}

static void take_signals(const struct fake *fake)
{
    struct signalfd_siginfo info;
    while (read(fake->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP) {
            say(fake, "hangup");
        } else if (is(fake, "stubborn")) {
            say(fake, "refuses to stop");
        } else {
            say(fake, "stopped");
            exit(0);
        }
    }
}

static void beat(struct fake *fake)
{
    char ticks[8];
    if (read(fake->timer, ticks, sizeof ticks) < 0)
        return;
    if (is(fake, "crash") || is(fake, "litter"))
        raise(SIGABRT);
    if (is(fake, "busy"))
        fake->progress++;
    if (!is(fake, "deaf") && !is(fake, "silent"))
        send_record(fake, CONTROL_beat, fake->progress);
}

/* One in the stage's process group and one in a session of its own. */
static void leave_children(const struct fake *fake)
{
    for (int i = 0; i < 2; i++) {
        if (fork() != 0)
            continue;
        if (i == 1)
            setsid();
        say(fake, i == 0 ? "left behind in the group" : "left behind elsewhere");
        alarm(20);
        pause();
    }
}

int main(int argc, char **argv)
{
    struct fake fake = { .folder = getenv("FAKE_FOLDER"), .name = getenv(CONTROL_NAME_VARIABLE) };
    const char *control = getenv(CONTROL_VARIABLE);
    if (fake.folder == NULL || fake.name == NULL || control == NULL)
        return 95;
    fake.control = atoi(control);
    char kind[32];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(fake.name, "-"), fake.name);
    read_behaviour(&fake, kind);
    read_behaviour(&fake, fake.name);
    open_signals(&fake);
    say(&fake, "started");
    fprintf(
        stderr, "%s: info: started with %d arguments, last %s\n", fake.name, argc, argv[argc - 1]);
    if (is(&fake, "litter"))
        leave_children(&fake);
    if (is(&fake, "die"))
        return 1;
    if (is(&fake, "refuse"))
        return 2;
    read_token(&fake);
    open_orders(&fake);
    if (!is(&fake, "late"))
        send_record(&fake, CONTROL_ready, 0);
    struct pollfd fds[] = { { .fd = fake.control, .events = POLLIN },
        { .fd = fake.signals, .events = POLLIN }, { .fd = fake.timer, .events = POLLIN },
        { .fd = fake.orders, .events = POLLIN } };
    while (poll(fds, 4, -1) > 0 || errno == EINTR) {
        if (fds[0].revents != 0)
            take_records(&fake);
        fds[0].fd = fake.control;
        if (fds[1].revents != 0)
            take_signals(&fake);
        if (fds[2].revents != 0)
            beat(&fake);
        if (fds[3].revents != 0)
            take_orders(&fake);
    }
    return 94;
}
