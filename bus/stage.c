/* SPDX-License-Identifier: MIT */
#include "bus/stage.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/signals.h"
#include "base/text.h"
#include "base/unicode.h"
#include "bus/endpoint.h"
#include "bus/stage_run.h"
#include "config/options.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <czmq.h>

enum { PROBLEMS_BYTES = 1024 * 1024 };

/* ---------------------------------------------------------------- small accessors */

void stage_set_state(struct stage_run *run, void *state)
{
    run->state = state;
}

void *stage_state(struct stage_run *run)
{
    return run->state;
}

const struct config *stage_config(const struct stage_run *run)
{
    return run->config;
}

long stage_number(const struct stage_run *run)
{
    const char *dash = strrchr(run->name, '-');
    long number = dash == NULL ? 0 : strtol(dash + 1, NULL, 10);
    return number < 1 ? 1 : number;
}

bool stage_has_option(const struct stage_run *run, const char *name)
{
    return options_has(&run->options, name);
}

long stage_peer(const struct stage_run *run)
{
    return run->peer;
}

void stage_stop(struct stage_run *run, int status)
{
    run->is_stopping = true;
    run->status = status;
}

bool stage_is_stopping(const struct stage_run *run)
{
    return run->is_stopping;
}

void stage_progress(struct stage_run *run)
{
    run->progress++;
}

/* ---------------------------------------------------------------- events out */

void stage_publish(struct stage_run *run, const struct message *event)
{
    struct text payload = text_new(MESSAGE_EVENT_MAX_BYTES);
    if (run->events.socket != NULL && message_pack(event, &payload) == 0) {
        const char *topic = message_name(event->type);
        void *socket = zsock_resolve(run->events.socket);
        if (zmq_send(socket, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0)
            zmq_send(socket, payload.data, payload.length, ZMQ_DONTWAIT);
    }
    text_free(&payload);
}

static void publish_log(enum log_level level, const char *line, void *context)
{
    struct stage_run *run = context;
    if (run->is_logging)
        return;
    run->is_logging = true;
    char *shown = unicode_printable(line);
    struct message event = { .type = MESSAGE_log_written };
    event.log_written.stage = run->name;
    event.log_written.level = log_level_name(level);
    event.log_written.line = shown;
    event.log_written.at_ms = clock_wall_ms();
    stage_publish(run, &event);
    memory_free(&shown);
    run->is_logging = false;
}

/* ---------------------------------------------------------------- supervisor */

int stage_control(struct stage_run *run, const struct control *control)
{
    return run->control < 0 ? -1 : control_send(run->control, control);
}

/* NULL (the problems are printed) when it is not good. */
static struct config *load_config(struct stage_run *run)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    struct config *config = memory_new(sizeof *config);
    if (config_load(config, &run->options, run->stage->needs, &problems) < 0) {
        fputs(problems.data, stderr);
        config_free(config);
        memory_free(&config);
    }
    text_free(&problems);
    return config;
}

static void free_config(struct stage_run *run)
{
    if (run->config != NULL)
        config_free(run->config);
    memory_free(&run->config);
}

static void reload(struct stage_run *run)
{
    struct config *config = load_config(run);
    if (config == NULL) {
        log_warning("the configuration was not read again: the one before stays in force");
        return;
    }
    free_config(run);
    run->config = config;
    if (run->stage->on_reload != NULL)
        run->stage->on_reload(run);
}

void stage_take_controls(struct stage_run *run)
{
    struct control control;
    int result = 0;
    while ((result = control_receive(run->control, &control)) == 1) {
        if (control.verb == CONTROL_stop)
            stage_stop(run, STAGE_EXIT_OK);
        else if (control.verb == CONTROL_reload)
            reload(run);
        else if (run->stage->on_control != NULL)
            run->stage->on_control(run, &control);
    }
    if (result < 0) /* the supervisor is gone */
        stage_stop(run, STAGE_EXIT_OK);
}

static void reload_timer(struct stage_run *run)
{
    run->is_reload_due = false;
    reload(run);
}

static void reload_later(struct stage_run *run)
{
    if (run->is_reload_due)
        return;
    run->is_reload_due = true;
    stage_after(run, 0, reload_timer);
}

void stage_take_signals(struct stage_run *run)
{
    struct signalfd_siginfo info;
    while (read(run->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP)
            reload_later(run);
        else
            stage_stop(run, STAGE_EXIT_OK);
    }
}

bool stage_tick(struct stage_run *run)
{
    int64_t now = clock_now_ms();
    if (now >= run->beat_at_ms) {
        run->beat_at_ms = now + BEAT_MS;
        stage_control(run, &(struct control){ .verb = CONTROL_beat, .number = run->progress });
    }
    stage_take_signals(run);
    return !run->is_stopping;
}

static bool tick_client(void *context)
{
    return stage_tick(context);
}

/* ---------------------------------------------------------------- questions to the store */

int stage_ask_later(struct stage_run *run, const struct message *question)
{
    if (run->is_stopping && run->client == NULL)
        return -1;
    log_debug("asks %s", message_name(question->type));
    return request_send(run->client, question);
}

int stage_take_answer(struct stage_run *run, struct message *answer)
{
    /* A stage that is to stop still reports what it has done, but does not wait for ever. */
    if (request_wait(run->client, answer, run->is_stopping ? 2000 : -1) < 0)
        return -1;
    if (!request_meets_other_version(answer))
        return 0;
    /* cmsync was replaced while it ran: the supervisor starts this stage from what is there now. */
    log_error("%s", answer->refused.reason);
    message_free(answer);
    stage_stop(run, STAGE_EXIT_AGAIN);
    return -1;
}

int stage_ask(struct stage_run *run, const struct message *question, struct message *answer)
{
    memset(answer, 0, sizeof *answer);
    return stage_ask_later(run, question) < 0 ? -1 : stage_take_answer(run, answer);
}

/* ---------------------------------------------------------------- start and end */

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signals_ignore();
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        fatal("cannot open a signal descriptor: %s", strerror(errno));
    return fd;
}

static int descriptor_from(const char *variable)
{
    const char *text = getenv(variable);
    if (text == NULL)
        return -1;
    char *end = NULL;
    long fd = strtol(text, &end, 10);
    return end != text && *end == '\0' && fd > 2 && fd < FD_SETSIZE ? (int)fd : -1;
}

static bool has_requests(const struct stage *stage)
{
    for (int type = 0; type < MESSAGE_COUNT; type++) {
        if (stage->on_request[type] != NULL)
            return true;
    }
    return false;
}

/* What a stage has to hear the store says. */
static int open_listener(struct stage_run *run)
{
    run->listener = listener_open(run->config->run, ENDPOINT_STORE_EVENTS);
    if (run->listener == NULL)
        return -1;
    run->connections = listener_watch_connections(run->listener);
    return 0;
}

static int open_sockets(struct stage_run *run)
{
    if (endpoint_check_folder(run->config->run) < 0)
        return -1;
    if (binding_open(&run->events, run->config->run, run->events_name, ZMQ_PUB) < 0)
        return -1;
    log_set_sink(publish_log, run);
    if (has_requests(run->stage)) {
        if (binding_open(&run->requests, run->config->run, ENDPOINT_REQUESTS, ZMQ_ROUTER) < 0)
            return -1;
    } else {
        run->client = request_open(run->config->run, tick_client, run);
        if (run->client == NULL)
            return -1;
    }
    for (int type = 0; type < MESSAGE_COUNT; type++) {
        if (run->stage->on_event[type] == NULL)
            continue;
        if (run->listener == NULL && open_listener(run) < 0)
            return -1;
        listener_subscribe(run->listener, (enum message_type)type);
    }
    return 0;
}

static void close_sockets(struct stage_run *run)
{
    log_set_sink(NULL, NULL);
    zloop_destroy(&run->loop);
    listener_close(&run->listener);
    request_close(&run->client);
    binding_close(&run->requests);
    binding_close(&run->events);
    for (size_t i = 0; i < BATCH_MAX; i++)
        text_free(&run->replies[i].payload);
    answered_free(&run->answered);
}

static void name_process(struct stage_run *run)
{
    const char *given = getenv(CONTROL_NAME_VARIABLE);
    struct text name = text_new(64);
    text_add_string(&name, given == NULL || given[0] == '\0' ? run->stage->name : given);
    run->name = text_take(&name);
    text_add_format(&name, "%s%s", run->name, ENDPOINT_EVENTS_SUFFIX);
    run->events_name = text_take(&name);
    log_set_name(run->name);
}

static int run_stage(struct stage_run *run)
{
    for (size_t i = 0; i < BATCH_MAX; i++)
        run->replies[i].payload = text_new(MESSAGE_MAX_BYTES);
    zsys_handler_set(NULL);
    zsys_init();
    run->loop = zloop_new();
    int status = STAGE_EXIT_AGAIN;
    if (open_sockets(run) == 0)
        status = run->stage->open == NULL ? STAGE_EXIT_OK : run->stage->open(run);
    if (status == STAGE_EXIT_OK) {
        stage_open_loop(run);
        stage_control(run, &(struct control){ .verb = CONTROL_ready });
        log_debug("ready");
        stage_run_loop(run);
        stage_control(run, &(struct control){ .verb = CONTROL_ended });
        status = run->status;
    }
    if (run->stage->close != NULL)
        run->stage->close(run);
    close_sockets(run);
    return status;
}

static int parse_options(struct stage_run *run, int argc, char **argv)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int result = options_parse(
        &run->options, run->stage->options, run->stage->option_count, argc, argv, &problems);
    if (result < 0)
        fputs(problems.data, stderr);
    text_free(&problems);
    if (result == 0 && options_verbosity(&run->options) > 0)
        log_set_level(LOG_LEVEL_debug);
    return result;
}

/* True when --help or --version was all that was asked for. */
static bool print_about(struct stage_run *run)
{
    if (options_has(&run->options, "version")) {
        printf("cmsync-%s %s\n", run->stage->name, CMSYNC_VERSION);
        return true;
    }
    if (!options_has(&run->options, "help"))
        return false;
    struct text help = text_new(PROBLEMS_BYTES);
    options_print_help(run->stage->options, run->stage->option_count, true, &help);
    printf("cmsync-%s: one of the processes of cmsync; cmsync-supervisor starts it\n\n%s",
        run->stage->name, help.data);
    text_free(&help);
    return true;
}

static int load_and_run(struct stage_run *run)
{
    run->config = load_config(run);
    return run->config == NULL ? STAGE_EXIT_CONFIGURATION : run_stage(run);
}

int stage_main(const struct stage *stage, int argc, char **argv)
{
    struct stage_run *run = memory_new(sizeof *run);
    run->stage = stage;
    run->signals = open_signals();
    run->control = descriptor_from(CONTROL_VARIABLE);
    name_process(run);
    int status = STAGE_EXIT_CONFIGURATION;
    if (parse_options(run, argc, argv) == 0) {
        if (print_about(run))
            status = STAGE_EXIT_OK;
        else
            status = load_and_run(run);
    }
    free_config(run);
    options_free(&run->options);
    close(run->signals);
    memory_free(&run->name);
    memory_free(&run->events_name);
    memory_free(&run);
    return status;
}
