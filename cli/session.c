/* SPDX-License-Identifier: MIT */
#include "cli/session.h"

#include "base/clock.h"
#include "base/control.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/launch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    READY_MS = 300000, /* a store may have a long log to recover */
    STOP_MS = 10000,
    ATTEMPT_MS = 500,
    SILENCE_MS = 30000,
    PROBLEMS_BYTES = 64 * 1024,
};

struct session {
    const struct config *config;
    const struct options *options;
    const char *name;
    struct request_client *client;
    struct holder holder; /* pid 0: the store is ours */
    int lock;
    int control;
    pid_t store;
};

const struct holder *session_holder(const struct session *session)
{
    return session->store > 0 ? NULL : &session->holder;
}

/* ---------------------------------------------------------------- the store alone */

/* 0 when the store said ready; else an exit code. */
static int wait_ready(struct session *session)
{
    int64_t deadline = clock_now_ms() + READY_MS;
    while (clock_now_ms() < deadline) {
        struct pollfd ready[] = {
            { .fd = session->control, .events = POLLIN },
            { .fd = interrupt_descriptor(), .events = POLLIN },
        };
        poll(ready, 2, ATTEMPT_MS);
        if (!interrupt_take())
            return interrupt_code();
        struct control control = { .verb = CONTROL_none };
        int taken = 0;
        while ((taken = control_receive(session->control, &control)) == 1) {
            if (control.verb == CONTROL_ready)
                return 0;
        }
        int status = taken < 0 ? launch_wait(session->store, STOP_MS) : launch_poll(session->store);
        if (status >= 0) {
            session->store = -1;
            console_say("error: the ledger in %s cannot be opened\n", session->config->state);
            return status == EXIT_CODE_USAGE ? EXIT_CODE_USAGE : EXIT_CODE_FAILURE;
        }
    }
    console_say("error: the ledger in %s is not ready after %d s\n", session->config->state,
        READY_MS / 1000);
    return EXIT_CODE_FAILURE;
}

static int start_store(struct session *session)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        log_error("cannot make a socket pair: %s", strerror(errno));
        return EXIT_CODE_FAILURE;
    }
    const char *const none[] = { NULL };
    struct launch launch = {
        .program = "cmsync-statestore",
        .arguments = launch_arguments(session->config, session->options, none),
        .input_fd = -1,
        .output_fd = -1,
        .errors_fd = -1,
        .control_fd = ends[1],
        .death_signal = SIGTERM,
    };
    session->store = launch_start(&launch);
    session->control = ends[0];
    close(ends[1]);
    return session->store < 0 ? EXIT_CODE_FAILURE : wait_ready(session);
}

static void stop_store(struct session *session)
{
    if (session->store > 0) {
        control_send(session->control, &(struct control){ .verb = CONTROL_stop });
        if (launch_wait(session->store, STOP_MS) < 0) {
            kill(session->store, SIGKILL);
            launch_wait(session->store, STOP_MS);
        }
    }
    session->store = -1;
    if (session->control >= 0)
        close(session->control);
    session->control = -1;
    if (session->lock >= 0)
        close(session->lock);
    session->lock = -1;
}

/* Becomes the one who runs the store, if nobody does. */
static int settle(struct session *session)
{
    switch (holder_take(session->config->state, session->name, &session->lock, &session->holder)) {
    case HOLDER_TAKEN:
        break;
    case HOLDER_BUSY:
        return 0;
    case HOLDER_FAILED:
        return EXIT_CODE_FAILURE;
    }
    request_close(&session->client);
    int code = start_store(session);
    if (code != 0)
        stop_store(session);
    return code;
}

/* ---------------------------------------------------------------- open and ask */

static int make_folders(const struct config *config)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int made = config_set_up(config, &problems);
    if (made < 0)
        console_say("%s", problems.data);
    text_free(&problems);
    return made < 0 ? EXIT_CODE_USAGE : 0;
}

int session_open(struct session **session, const struct config *config,
    const struct options *options, const char *name)
{
    *session = NULL;
    int code = make_folders(config);
    if (code != 0)
        return code;
    struct session *self = memory_new(sizeof *self);
    *self = (struct session){
        .config = config, .options = options, .name = name, .lock = -1, .control = -1, .store = -1
    };
    code = settle(self);
    if (code != 0) {
        session_close(&self);
        return code;
    }
    viewer_prepare();
    *session = self;
    return 0;
}

void session_close(struct session **session)
{
    if (*session == NULL)
        return;
    request_close(&(*session)->client);
    stop_store(*session);
    memory_free(session);
}

int session_ask(struct session *session, const struct message *question, struct message *answer)
{
    memset(answer, 0, sizeof *answer);
    int64_t deadline = clock_now_ms() + SILENCE_MS;
    bool is_sent = false;
    do {
        if (session->client == NULL) {
            session->client = request_open(session->config->run, interrupt_tick, NULL);
            is_sent = false;
        }
        /* Once: a store that is slow with it is not asked for something else. */
        if (session->client == NULL || (!is_sent && request_send(session->client, question) < 0))
            return EXIT_CODE_FAILURE;
        is_sent = true;
        if (request_wait(session->client, answer, ATTEMPT_MS) == 0)
            return 0;
        if (!interrupt_take())
            return interrupt_code();
        /* Whoever ran the store may be gone by now. */
        int code = session->store > 0 ? 0 : settle(session);
        if (code != 0)
            return code;
    } while (clock_now_ms() < deadline);
    console_say("error: the store of %s does not answer\n", session->config->state);
    return EXIT_CODE_FAILURE;
}

int session_demand(struct session *session, const struct message *question, struct message *answer)
{
    int code = session_ask(session, question, answer);
    if (code != 0 || answer->type != MESSAGE_refused)
        return code;
    console_say("error: %s\n", answer->refused.reason);
    message_free(answer);
    return EXIT_CODE_FAILURE;
}
