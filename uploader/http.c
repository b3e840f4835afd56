/* SPDX-License-Identifier: MIT */
#include "uploader/http.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <curl/curl.h>

enum {
    CONNECT_MS = 10 * 1000,
    PAGE_MS = 60 * 1000,
    UPLOAD_MS = 120 * 1000,
    MOST_MS = 270 * 1000, /* shorter than a lease */
    UPLOAD_BYTES_PER_MS = 512,
    SILENCE_S = 45, /* a server may think for tens of seconds about a large body */
    UPLOAD_SILENCE_S = 90,
    USER_TIMEOUT_MS = 20 * 1000,
    STOP_MS = 8 * 1000, /* an orderly end takes at most 25 s in all */
};

struct http {
    CURL *curl;
    struct http_settings settings;
    char *ca_file;
    char *proxy;
    int64_t stopped_at_ms; /* when the tick first said stop; 0: it did not */
    struct answer *answer; /* of the request that runs */
    char error[CURL_ERROR_SIZE];
};

/* ---------------------------------------------------------------- callbacks */

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct http *http = context;
    text_add(&http->answer->body, data, size * count);
    if (!http->answer->body.overflowed)
        return size * count;
    http->answer->fault = ANSWER_FAULT_SIZE;
    return 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
    struct http *http = context;
    answer_take_header(http->answer, data, size * count);
    if (http->answer->header_bytes <= ANSWER_HEADERS_MAX)
        return size * count;
    http->answer->fault = ANSWER_FAULT_SIZE;
    return 0;
}

static int take_progress(
    void *context, curl_off_t to_get, curl_off_t got, curl_off_t to_put, curl_off_t put)
{
    (void)to_get, (void)got, (void)to_put, (void)put;
    struct http *http = context;
    if (http->settings.tick == NULL || http->settings.tick(http->settings.context))
        return 0;
    int64_t now = clock_now_ms();
    if (http->stopped_at_ms == 0)
        http->stopped_at_ms = now;
    if (now - http->stopped_at_ms < STOP_MS)
        return 0;
    http->answer->fault = ANSWER_FAULT_STOPPED;
    return 1;
}

/* A dead process's request must not be delivered: the kernel resets instead, and gives up on a
   silent peer. */
static int set_up_socket(void *context, curl_socket_t fd, curlsocktype purpose)
{
    (void)context, (void)purpose;
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };
    unsigned timeout = USER_TIMEOUT_MS;
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
    return CURL_SOCKOPT_OK;
}

/* ---------------------------------------------------------------- the handle */

static void set_up_handle(struct http *http)
{
    CURL *curl = http->curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->error);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "cmsync/" CMSYNC_VERSION);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
        http->settings.connect_ms > 0 ? http->settings.connect_ms : (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)ANSWER_BODY_MAX);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, http);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, http);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, take_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, http);
    curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, set_up_socket);
    /* The credential goes to the server, never to a proxy. */
    curl_easy_setopt(curl, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (http->ca_file[0] != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
    if (http->proxy[0] != '\0')
        curl_easy_setopt(curl, CURLOPT_PROXY, http->proxy);
}

struct http *http_open(const struct http_settings *settings)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        log_error("cannot start libcurl");
        return NULL;
    }
    struct http *http = memory_new(sizeof *http);
    http->settings = *settings;
    http->ca_file = memory_copy_text(settings->ca_file);
    http->proxy = memory_copy_text(settings->proxy);
    http->settings.ca_file = http->settings.proxy = NULL;
    http->curl = curl_easy_init();
    if (http->curl == NULL)
        fatal("cannot make a libcurl handle");
    set_up_handle(http);
    return http;
}

void http_close(struct http **http)
{
    if (*http == NULL)
        return;
    curl_easy_cleanup((*http)->curl);
    memory_free(&(*http)->ca_file);
    memory_free(&(*http)->proxy);
    memory_free(http);
    curl_global_cleanup();
}

/* The most milliseconds that a call may take. */
static long limit_ms(const struct call *call)
{
    if (!call_is_upload(call))
        return PAGE_MS;
    size_t most = (size_t)(MOST_MS - UPLOAD_MS);
    size_t extra = call->file.size / UPLOAD_BYTES_PER_MS;
    return UPLOAD_MS + (long)(extra < most ? extra : most);
}

/* ---------------------------------------------------------------- one request */

static void add_text_part(curl_mime *mime, const char *name, const char *value)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_name(part, name);
    curl_mime_data(part, value, CURL_ZERO_TERMINATED);
    /* Without the character set Confluence reads Latin-1. */
    curl_mime_type(part, "text/plain; charset=utf-8");
}

/* What of a file is still to be sent. */
struct upload {
    const char *data;
    size_t left;
};

static size_t read_part(char *out, size_t size, size_t count, void *context)
{
    struct upload *upload = context;
    size_t length = size * count < upload->left ? size * count : upload->left;
    memcpy(out, upload->data, length);
    upload->data += length;
    upload->left -= length;
    return length;
}

static curl_mime *new_mime(CURL *curl, const struct call_file *file, struct upload *upload)
{
    curl_mime *mime = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_name(part, "file");
    *upload = (struct upload){ .data = file->data, .left = file->size };
    /* Read from where it lies: no second copy of a large file. */
    curl_mime_data_cb(part, (curl_off_t)file->size, read_part, NULL, NULL, upload);
    curl_mime_filename(part, file->name);
    curl_mime_type(part, "application/octet-stream");
    add_text_part(mime, "minorEdit", file->is_minor ? "true" : "false");
    if (file->comment != NULL && file->comment[0] != '\0')
        add_text_part(mime, "comment", file->comment);
    return mime;
}

static struct curl_slist *new_headers(const struct call *call, const char *authorization)
{
    struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");
    list = curl_slist_append(list, "Expect:");
    if (authorization != NULL && !call->is_anonymous)
        list = curl_slist_append(list, authorization);
    if (call_is_upload(call) || call->is_action)
        list = curl_slist_append(list, "X-Atlassian-Token: no-check");
    else /* some versions want it even on requests without a body */
        list = curl_slist_append(list, "Content-Type: application/json");
    if (list == NULL)
        fatal("out of memory");
    return list;
}

static void set_up_request(struct http *http, const char *url, const struct call *call)
{
    CURL *curl = http->curl;
    bool is_plain = strncasecmp(url, "http://", 7) == 0; /* to loopback alone: config/site_url.h */
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit_ms(call));
    curl_easy_setopt(
        curl, CURLOPT_LOW_SPEED_TIME, (long)(call_is_upload(call) ? UPLOAD_SILENCE_S : SILENCE_S));
    /* libcurl repeats a request by itself when a used connection turns out dead. */
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, call->is_once ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, call->is_once ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, NULL);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (call->body.length > 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.data);
    }
}

static enum answer_fault fault_of(CURLcode code)
{
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ANSWER_FAULT_NAME;
    case CURLE_COULDNT_CONNECT:
        return ANSWER_FAULT_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return ANSWER_FAULT_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return ANSWER_FAULT_TIME;
    case CURLE_FILESIZE_EXCEEDED:
        return ANSWER_FAULT_SIZE;
    default:
        return ANSWER_FAULT_BROKEN;
    }
}

/* What took too long, when not one byte of the request left. */
static enum answer_fault fault_of_connecting(CURL *curl)
{
    curl_off_t named_us = 0;
    curl_off_t connected_us = 0;
    curl_easy_getinfo(curl, CURLINFO_NAMELOOKUP_TIME_T, &named_us);
    curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected_us);
    if (named_us == 0)
        return ANSWER_FAULT_NAME;
    return connected_us == 0 ? ANSWER_FAULT_CONNECT : ANSWER_FAULT_TIME;
}

static void take_outcome(struct http *http, CURLcode code)
{
    struct answer *answer = http->answer;
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &answer->status);
    answer->delivery = ANSWER_COMPLETE;
    if (code == CURLE_OK)
        return;
    if (answer->fault == ANSWER_FAULT_NONE)
        answer->fault = fault_of(code);
    long sent = 0;
    curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &sent);
    if (answer->fault == ANSWER_FAULT_TIME && sent == 0)
        answer->fault = fault_of_connecting(http->curl);
    bool was_before = answer->fault == ANSWER_FAULT_NAME || answer->fault == ANSWER_FAULT_CONNECT ||
                      answer->fault == ANSWER_FAULT_TLS;
    answer->delivery = was_before || sent == 0 ? ANSWER_NOT_SENT : ANSWER_LOST;
    snprintf(answer->error, sizeof answer->error, "%s",
        http->error[0] != '\0' ? http->error : curl_easy_strerror(code));
}

void http_perform(struct http *http, const char *base, const char *authorization,
    const struct call *call, struct answer *answer)
{
    /* The last place before the network: a plan cannot write, whatever the code above does. */
    if (http->settings.is_reader && strcmp(call->method, "GET") != 0)
        fatal("this uploader may only read, and was to %s (%s)", call->operation, call->method);
    struct text url = text_new(CALL_TARGET_MAX + 4096);
    text_add_string(&url, base);
    text_add(&url, call->target.data, call->target.length);
    struct curl_slist *headers = new_headers(call, authorization);
    struct upload upload;
    curl_mime *mime = call_is_upload(call) ? new_mime(http->curl, &call->file, &upload) : NULL;
    http->answer = answer;
    http->error[0] = '\0';
    http->stopped_at_ms = 0;
    set_up_request(http, url.data, call);
    if (mime != NULL)
        curl_easy_setopt(http->curl, CURLOPT_MIMEPOST, mime);
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
    int64_t start = clock_now_ms();
    take_outcome(http, curl_easy_perform(http->curl));
    answer->took_ms = clock_now_ms() - start;
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(http->curl, CURLOPT_MIMEPOST, NULL);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    text_free(&url);
    http->answer = NULL;
}
