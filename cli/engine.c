/* SPDX-License-Identifier: MIT */
#include "cli/engine.h"

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log_file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bus/endpoint.h"
#include "cli/console.h"
#include "cli/holder.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/said.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    SAID_BYTES = 256 * 1024,
    EXTRA_MOST = 8,
    PAUSE_MS = 20,
    BRIEF_MS = 10000, /* how long a reader like `cmsync status` may hold the lock */
    STOP_MS = 40000,  /* the supervisor itself needs at most 25 s */
    SLICE_MS = 250,
};

struct engine {
    const struct config *config;
    struct request_client *client;
    struct listener *listener;
    pid_t pid;
    int status;      /* of the supervisor once it ended; -1 before */
    int messages;    /* read end of its standard error; -1 when detached */
    int log;         /* the log file of a detached one; -1 otherwise */
    off_t log_start; /* where its own part of the log begins */
    int waits;       /* epoll: signals and messages */
    bool is_verbose;
    engine_handler *handler;
    void *context;
    unsigned long heard; /* events so far */
    struct text said;    /* the first part of what it said */
};

pid_t engine_pid(const struct engine *engine)
{
    return engine->pid;
}

/* ---------------------------------------------------------------- start */

/* The lock must be free now; the supervisor takes it itself. */
static int check_lock(const struct config *config)
{
    struct holder holder;
    int64_t deadline = clock_now_ms() + BRIEF_MS;
    while (holder_look(config->state, &holder)) {
        if (!holder_is_brief(&holder) || clock_now_ms() >= deadline) {
            console_say("error: %s (pid %ld) already works on this folder\n"
                        "  = note: it holds the lock %s/lock\n"
                        "  = help: `cmsync status` shows what it does, `cmsync stop` ends it\n",
                holder.name, holder.pid, config->state);
            return EXIT_CODE_LOCKED;
        }
        struct pollfd signals = { .fd = interrupt_descriptor(), .events = POLLIN };
        poll(&signals, 1, PAUSE_MS);
        if (!interrupt_take())
            return interrupt_code();
    }
    return 0;
}

/* The supervisor's command line: ours, as far as it concerns it. Lives in the options' pool. */
static const char *const *make_arguments(
    const struct config *config, const struct options *options, const struct engine_wish *wish)
{
    const char *extra[EXTRA_MOST] = { NULL };
    size_t count = 0;
    const char *token_file = options_value(options, "token-file");
    if (token_file != NULL) {
        extra[count++] = "--token-file";
        extra[count++] = token_file;
    }
    if (wish->is_paused)
        extra[count++] = "--paused";
    if (wish->has_no_uploaders)
        extra[count++] = "--without-uploaders";
    if (wish->is_reader)
        extra[count++] = "--read-only";
    extra[count++] = wish->is_detached ? "--give-up-at-first" : "--give-up";
    return launch_arguments(config, options, extra);
}

static int open_log(struct engine *engine)
{
    engine->log = log_file_open(engine->config->state);
    if (engine->log >= 0)
        engine->log_start = lseek(engine->log, 0, SEEK_END);
    return engine->log < 0 ? -1 : 0;
}

static void watch(struct engine *engine, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data = { .fd = fd } };
    epoll_ctl(engine->waits, EPOLL_CTL_ADD, fd, &event);
}

static int spawn(
    struct engine *engine, const struct options *options, const struct engine_wish *wish)
{
    int ends[2] = { -1, -1 };
    if (wish->is_detached ? open_log(engine) < 0 : pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    const char *token_file = options_value(options, "token-file");
    bool is_token_piped = token_file != NULL && strcmp(token_file, "-") == 0;
    struct launch launch = {
        .program = "cmsync-supervisor",
        .arguments = make_arguments(engine->config, options, wish),
        .input_fd = is_token_piped ? STDIN_FILENO : -1,
        .output_fd = -1,
        .errors_fd = wish->is_detached ? engine->log : ends[1],
        .control_fd = -1,
        .is_detached = wish->is_detached,
        .death_signal = wish->is_detached ? 0 : SIGTERM,
    };
    engine->pid = launch_start(&launch);
    if (ends[1] >= 0)
        close(ends[1]);
    engine->messages = ends[0];
    if (engine->messages >= 0) {
        fcntl(engine->messages, F_SETFL, O_NONBLOCK);
        watch(engine, engine->messages);
    }
    return engine->pid < 0 ? -1 : 0;
}

static void close_bus(struct engine *engine)
{
    listener_close(&engine->listener);
    request_close(&engine->client);
}

static void free_engine(struct engine **engine)
{
    struct engine *self = *engine;
    close_bus(self);
    if (self->messages >= 0)
        close(self->messages);
    if (self->log >= 0)
        close(self->log);
    if (self->waits >= 0)
        close(self->waits);
    text_free(&self->said);
    memory_free(engine);
}

int engine_start(struct engine **engine, const struct config *config, const struct options *options,
    const struct engine_wish *wish)
{
    *engine = NULL;
    struct text problems = text_new(SAID_BYTES);
    int made = config_set_up(config, &problems);
    if (made < 0)
        console_say("%s", problems.data);
    text_free(&problems);
    if (made < 0)
        return EXIT_CODE_USAGE;
    int code = check_lock(config);
    if (code != 0)
        return code;
    struct engine *self = memory_new(sizeof *self);
    *self = (struct engine){ .config = config, .pid = -1, .status = -1, .messages = -1, .log = -1 };
    self->said = text_new(SAID_BYTES);
    self->is_verbose = options_verbosity(options) > 0;
    self->waits = epoll_create1(EPOLL_CLOEXEC);
    watch(self, interrupt_descriptor());
    /* Fork first: libzmq's threads come with the sockets. */
    if (spawn(self, options, wish) < 0) {
        free_engine(&self);
        return EXIT_CODE_FAILURE;
    }
    viewer_prepare();
    self->client = request_open(config->run, interrupt_tick, NULL);
    self->listener = listener_open(config->run, ENDPOINT_STORE_EVENTS);
    *engine = self;
    if (self->client == NULL || self->listener == NULL) {
        engine_stop(engine);
        return EXIT_CODE_FAILURE;
    }
    listener_subscribe(self->listener, MESSAGE_run_rested);
    return 0;
}

/* ---------------------------------------------------------------- watching it */

static void take_messages(struct engine *engine)
{
    char part[4096];
    ssize_t length = 0;
    while (engine->messages >= 0 && (length = read(engine->messages, part, sizeof part)) != -1) {
        if (length == 0) {
            close(engine->messages);
            engine->messages = -1;
            return;
        }
        if (engine->is_verbose)
            console_say("%.*s", (int)length, part);
        else
            text_add(&engine->said, part, (size_t)length);
    }
}

/* What a detached supervisor has said so far. */
static void read_log(struct engine *engine)
{
    char part[4096];
    ssize_t length = 0;
    off_t at = engine->log_start;
    while (engine->log >= 0 && (length = pread(engine->log, part, sizeof part, at)) > 0) {
        text_add(&engine->said, part, (size_t)length);
        at += length;
    }
}

static void say_why(const struct engine *engine)
{
    struct text out = text_new(SAID_BYTES);
    said_print(engine->said.data, &out);
    console_say("%s", out.data);
    text_free(&out);
}

/* 0 while the supervisor runs; else its exit status, or 1 when that was 0, with what it said. */
static int check_alive(struct engine *engine)
{
    take_messages(engine);
    if (engine->status < 0)
        engine->status = launch_poll(engine->pid);
    if (engine->status < 0)
        return 0;
    take_messages(engine);
    read_log(engine);
    if (engine->said.length > 0)
        say_why(engine);
    else if (!engine->is_verbose)
        console_say("error: cmsync-supervisor ended by itself (status %d)%s\n", engine->status,
            engine->log >= 0 ? ", and wrote nothing into its log: is the disk of the state full?"
                             : "");
    text_cut(&engine->said, 0);
    return engine->status == 0 ? EXIT_CODE_FAILURE : exit_code_first(engine->status, 0);
}

/* 0, or why the command cannot go on. */
static int check(struct engine *engine)
{
    if (!interrupt_take())
        return interrupt_code();
    return check_alive(engine);
}

int engine_wait(struct engine *engine, int timeout_ms)
{
    viewer_wait(engine->listener, NULL, engine->waits, timeout_ms);
    struct message event;
    while (listener_take(engine->listener, &event) == 1) {
        engine->heard++;
        if (engine->handler != NULL)
            engine->handler(&event, engine->context);
        message_free(&event);
    }
    return check(engine);
}

int engine_inquire(struct engine *engine, const struct message *question, struct message *answer)
{
    memset(answer, 0, sizeof *answer);
    if (request_send(engine->client, question) < 0)
        return EXIT_CODE_FAILURE;
    int code = 0;
    while (code == 0 && request_take(engine->client, answer) == 0) {
        viewer_wait(NULL, engine->client, engine->waits, SLICE_MS);
        code = check(engine);
    }
    if (code != 0)
        message_free(answer);
    return code;
}

int engine_ask(struct engine *engine, const struct message *question, struct message *answer)
{
    int code = engine_inquire(engine, question, answer);
    if (code != 0 || answer->type != MESSAGE_refused)
        return code;
    console_say("error: %s\n", answer->refused.reason);
    message_free(answer);
    return EXIT_CODE_FAILURE;
}

int engine_wait_ready(struct engine *engine)
{
    struct message question = { .type = MESSAGE_run_ask };
    struct message answer;
    int code = engine_ask(engine, &question, &answer);
    message_free(&answer);
    return code;
}

unsigned long engine_heard(const struct engine *engine)
{
    return engine->heard;
}

void engine_listen(struct engine *engine, engine_handler *handler, void *context)
{
    engine->handler = handler;
    engine->context = context;
    listener_subscribe(engine->listener, MESSAGE_status_changed);
}

/* ---------------------------------------------------------------- end */

int engine_stop(struct engine **engine)
{
    struct engine *self = *engine;
    if (self == NULL)
        return 0;
    int64_t deadline = clock_now_ms() + STOP_MS;
    int interrupts = interrupt_count();
    if (self->status < 0)
        kill(self->pid, SIGTERM);
    close_bus(self); /* while the stages end, not after them */
    while (self->status < 0) {
        viewer_wait(NULL, NULL, self->waits, SLICE_MS);
        take_messages(self);
        interrupt_take();
        self->status = launch_poll(self->pid);
        if (self->status < 0 &&
            (clock_now_ms() > deadline || interrupt_count() > (interrupts > 1 ? interrupts : 1)))
            kill(self->pid, SIGKILL);
    }
    int status = self->status;
    free_engine(engine);
    return status;
}

void engine_release(struct engine **engine)
{
    if (*engine != NULL)
        free_engine(engine);
}
