/* SPDX-License-Identifier: MIT */
/*
 * One thread and one loop: libmicrohttpd's epoll descriptor, signals, and a list of connections
 * that wait for their time. A waiting connection is suspended, so that 32 slow answers cost no
 * more than one.
 */
#include "sandbox/server.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <microhttpd.h>

enum {
    FORM_BUFFER = 64 * 1024,
    CONNECTION_MEMORY = 256 * 1024,
    IDLE_S = 120,
    SLOW_MS = 1000,
    PEM_BYTES = 256 * 1024,
    BLOCK_BYTES = 64 * 1024,
    LOOP_MS = 60000
};

enum call_state { CALL_READING, CALL_BEFORE, CALL_AFTER, CALL_SENDING };

/* One request on its way. */
struct call {
    struct server *server;
    struct MHD_Connection *connection;
    struct request *request;
    struct MHD_PostProcessor *form;
    struct fault fault;
    bool has_fault;
    struct response response;
    enum call_state state;
    int64_t due_ms; /* when it is to be resumed; 0: it does not wait */
    struct call *next_waiting;
};

struct server {
    struct sandbox *sandbox;
    struct MHD_Daemon *daemon;
    struct call *waiting;
    char *certificate; /* PEM; NULL: plain http */
    char *key;
};

static void wait_for(struct call *call, int64_t ms)
{
    call->due_ms = clock_now_ms() + ms;
    call->next_waiting = call->server->waiting;
    call->server->waiting = call;
    MHD_suspend_connection(call->connection);
}

/* Resumes who is due; how long until the next one, at most LOOP_MS. */
static int64_t resume_due(struct server *server)
{
    int64_t now = clock_now_ms();
    int64_t next = LOOP_MS;
    for (struct call **at = &server->waiting; *at;) {
        struct call *call = *at;
        if (call->due_ms <= now) {
            *at = call->next_waiting;
            call->due_ms = 0;
            MHD_resume_connection(call->connection);
            next = 0;
            continue;
        }
        if (call->due_ms - now < next)
            next = call->due_ms - now;
        at = &call->next_waiting;
    }
    return next;
}

static enum MHD_Result add_header(
    void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    fields_add(context, name, value);
    return MHD_YES;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result add_form_data(void *context, enum MHD_ValueKind kind, const char *key,
    const char *filename, const char *content_type, const char *transfer_encoding, const char *data,
    uint64_t offset, size_t size)
{
    struct request *request = context;
    (void)kind;
    (void)transfer_encoding;
    if (offset == 0 || request->part_count == 0)
        request_add_part(request, key, filename, content_type);
    text_add(&request->parts[request->part_count - 1].data, data, size);
    return MHD_YES;
}

static bool is_control(const struct call *call)
{
    return strncmp(call->request->path, "/_sandbox/", 10) == 0;
}

static bool is_form(const struct request *request)
{
    return request_is(request, "multipart/form-data") ||
           request_is(request, "application/x-www-form-urlencoded");
}

static void start_reading(struct call *call)
{
    struct request *request = call->request;
    MHD_get_connection_values(call->connection, MHD_HEADER_KIND, add_header, &request->headers);
    /* `curl -d` calls every body a form; scripts for the control routes are none. */
    if (is_form(request) && !is_control(call))
        call->form =
            MHD_create_post_processor(call->connection, FORM_BUFFER, add_form_data, request);
    call->state = CALL_READING;
}

static void read_more(struct call *call, const char *data, size_t size)
{
    if (call->form)
        (void)MHD_post_process(call->form, data, size); /* a broken form has fewer parts */
    else
        text_add(&call->request->body, data, size);
}

/* Texts of an urlencoded form count as arguments. */
static void end_reading(struct call *call)
{
    struct request *request = call->request;
    if (call->form) {
        MHD_destroy_post_processor(call->form);
        call->form = NULL;
    }
    for (size_t i = 0; i < request->part_count; i++) {
        if (!request->parts[i].filename)
            fields_add(&request->arguments, request->parts[i].name, request->parts[i].data.data);
    }
    sandbox_enter(call->server->sandbox, request);
    const struct fault *fault = sandbox_take_fault(call->server->sandbox, request);
    call->has_fault = fault != NULL;
    if (fault)
        call->fault = *fault;
}

/* Half of the latency passes before the request is carried out, half after: a client that dies
   in between finds either state. */
static int64_t delay_before(const struct call *call)
{
    int64_t latency = is_control(call) ? 0 : call->server->sandbox->settings.latency_ms / 2;
    bool waits = call->has_fault && call->fault.action == FAULT_DELAY;
    return latency + (waits ? call->fault.number : 0);
}

static int64_t delay_after(const struct call *call)
{
    int64_t latency = call->server->sandbox->settings.latency_ms;
    bool waits = call->has_fault && call->fault.action == FAULT_DELAY_AFTER;
    return (is_control(call) ? 0 : latency - latency / 2) + (waits ? call->fault.number : 0);
}

static ssize_t read_slowly(void *context, uint64_t position, char *buffer, size_t size)
{
    struct call *call = context;
    (void)size;
    if (call->state == CALL_SENDING) {
        call->state = CALL_AFTER;
        wait_for(call, SLOW_MS);
        return 0;
    }
    call->state = CALL_SENDING;
    *buffer = call->response.body[position];
    return 1;
}

static ssize_t read_half(void *context, uint64_t position, char *buffer, size_t size)
{
    const struct call *call = context;
    size_t half = call->response.size / 2;
    if (position >= half)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t rest = half - (size_t)position;
    size = size < rest ? size : rest;
    memcpy(buffer, call->response.body + position, size);
    return (ssize_t)size;
}

static ssize_t read_blanks(void *context, uint64_t position, char *buffer, size_t size)
{
    const struct call *call = context;
    uint64_t blanks = (uint64_t)call->response.giant_bytes;
    if (position < blanks) {
        if (size > blanks - position)
            size = (size_t)(blanks - position);
        memset(buffer, ' ', size);
        return (ssize_t)size;
    }
    size_t at = (size_t)(position - blanks);
    if (at >= call->response.size)
        return MHD_CONTENT_READER_END_OF_STREAM;
    size = size < call->response.size - at ? size : call->response.size - at;
    memcpy(buffer, call->response.body + at, size);
    return (ssize_t)size;
}

static struct MHD_Response *make_response(struct call *call)
{
    struct response *response = &call->response;
    switch (response->delivery) {
    case DELIVERY_SLOW:
        call->state = CALL_AFTER;
        return MHD_create_response_from_callback(
            response->size, BLOCK_BYTES, read_slowly, call, NULL);
    case DELIVERY_TRUNCATED:
        return MHD_create_response_from_callback(
            response->size, BLOCK_BYTES, read_half, call, NULL);
    case DELIVERY_GIANT:
        return MHD_create_response_from_callback(
            response->size + (uint64_t)response->giant_bytes, BLOCK_BYTES, read_blanks, call, NULL);
    case DELIVERY_WHOLE:
    case DELIVERY_TOO_SHORT:
    case DELIVERY_NONE:
        break;
    }
    /* Who promises less than there is sends less, as a client sees it. */
    bool is_cut = response->delivery == DELIVERY_TOO_SHORT;
    return MHD_create_response_from_buffer(is_cut ? response->size / 2 : response->size,
        response->body ? response->body : (char *)"", MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result send_response(struct call *call)
{
    const struct response *response = &call->response;
    if (response->delivery == DELIVERY_NONE)
        return MHD_NO;
    struct MHD_Response *made = make_response(call);
    if (!made)
        return MHD_NO;
    for (size_t i = 0; i < response->headers.count; i++)
        MHD_add_response_header(
            made, response->headers.list[i].name, response->headers.list[i].value);
    enum MHD_Result result = MHD_queue_response(call->connection, (unsigned)response->status, made);
    MHD_destroy_response(made);
    return result;
}

static enum MHD_Result go_on(struct call *call)
{
    if (call->state == CALL_READING) {
        end_reading(call);
        call->state = CALL_BEFORE;
        int64_t ms = delay_before(call);
        if (ms > 0) {
            wait_for(call, ms);
            return MHD_YES;
        }
    }
    if (call->state == CALL_BEFORE) {
        sandbox_answer(call->server->sandbox, call->request, call->has_fault ? &call->fault : NULL,
            &call->response);
        call->state = CALL_AFTER;
        int64_t ms = delay_after(call);
        if (ms > 0) {
            wait_for(call, ms);
            return MHD_YES;
        }
    }
    call->state = CALL_SENDING;
    return send_response(call);
}

/* Called for the headers, for each piece of the body, once without one, and after each wait. */
/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size, void **state)
{
    struct call *call = *state;
    (void)url;
    (void)version;
    if (!call->connection) {
        call->server = context;
        call->connection = connection;
        free(call->request->method);
        call->request->method = memory_copy_text(method);
        start_reading(call);
        return MHD_YES;
    }
    if (*size) {
        read_more(call, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return go_on(call);
}

/* The only place where the target is still as it was sent. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)context;
    (void)connection;
    struct call *call = memory_new(sizeof *call);
    call->request = request_new("", target);
    return call;
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode code)
{
    struct call *call = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (!call)
        return;
    if (call->form)
        MHD_destroy_post_processor(call->form);
    if (call->server)
        sandbox_leave(call->server->sandbox, call->request);
    response_clear(&call->response);
    request_free(&call->request);
    memory_free(state);
}

static void on_log(void *context, const char *format, va_list arguments)
{
    char line[1024];
    (void)context;
    vsnprintf(line, sizeof line, format, arguments);
    line[strcspn(line, "\n")] = '\0';
    log_debug("%s", line);
}

/* A file of the TLS options as a text; the process ends when it cannot be read. */
static char *read_pem(const char *path)
{
    char *data;
    size_t size;
    enum file_result result = file_read(AT_FDCWD, path, PEM_BYTES, &data, &size);
    if (result != FILE_OK)
        fatal("cannot read %s: %s", path, file_result_text(result));
    return data;
}

static struct MHD_Daemon *start(struct server *server, const struct options *options)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)options->port),
        .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
    unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem tls[] = { { MHD_OPTION_END, 0, NULL }, { MHD_OPTION_END, 0, NULL },
        { MHD_OPTION_END, 0, NULL } };
    if (options->tls_key != NULL) {
        flags |= MHD_USE_TLS;
        server->certificate = read_pem(options->tls_certificate);
        server->key = read_pem(options->tls_key);
        tls[0] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate };
        tls[1] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0, server->key };
    }
    return MHD_start_daemon(flags, (uint16_t)options->port, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_end, server,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signals_ignore();
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void loop(struct server *server, int signals)
{
    int epoll_fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    for (;;) {
        MHD_UNSIGNED_LONG_LONG own_ms;
        int64_t wait_ms = resume_due(server);
        if (MHD_get_timeout(server->daemon, &own_ms) == MHD_YES && (int64_t)own_ms < wait_ms)
            wait_ms = (int64_t)own_ms;
        struct pollfd fds[] = { { .fd = epoll_fd, .events = POLLIN },
            { .fd = signals, .events = POLLIN } };
        if (poll(fds, 2, (int)wait_ms) < 0 && errno != EINTR)
            fatal("cannot wait for requests: %s", strerror(errno));
        if (fds[1].revents)
            return;
        MHD_run(server->daemon);
    }
}

int server_run(struct sandbox *sandbox)
{
    struct server server = { .sandbox = sandbox };
    int signals = open_signals();
    server.daemon = start(&server, &sandbox->options);
    if (!server.daemon) {
        log_error("cannot listen on 127.0.0.1:%d: %s", sandbox->options.port, strerror(errno));
        return -1;
    }
    sandbox_set_port(sandbox, MHD_get_daemon_info(server.daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    printf("listening %s\n", sandbox->base);
    fflush(stdout);
    loop(&server, signals);
    /* A suspended connection must be resumed before the daemon may stop. */
    for (struct call *call = server.waiting; call; call = call->next_waiting)
        MHD_resume_connection(call->connection);
    server.waiting = NULL;
    MHD_stop_daemon(server.daemon);
    memory_free(&server.certificate);
    memory_free(&server.key);
    close(signals);
    return 0;
}
