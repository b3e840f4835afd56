/* SPDX-License-Identifier: MIT */
#include "sandbox/sandbox.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "sandbox/access.h"
#include "sandbox/control_routes.h"
#include "sandbox/exchange.h"
#include "sandbox/fault_answers.h"
#include "sandbox/record.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/routes.h"
#include "sandbox/web/web.h"
#include "sandbox/wiki/wiki_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { FAULTS_BYTES = 1024 * 1024, CLOUD_SEED = 4 };

static void load_faults(struct sandbox *sandbox, const char *path)
{
    char message[512];
    char *script;
    size_t size;
    enum file_result result = file_read(AT_FDCWD, path, FAULTS_BYTES, &script, &size);
    if (result != FILE_OK)
        fatal("cannot read %s: %s", path, file_result_text(result));
    if (faults_add(sandbox->faults, script, message, sizeof message) < 0)
        fatal("cannot use %s: %s", path, message);
    free(script);
}

static void open_wiki(struct sandbox *sandbox)
{
    const struct options *options = &sandbox->options;
    if (options->data)
        sandbox->archive = wiki_archive_open(options->data, options->edition);
    if (sandbox->archive)
        sandbox->wiki = wiki_archive_load(sandbox->archive, options->edition, clock_wall_ms());
    else
        sandbox->wiki = wiki_new(options->edition, clock_wall_ms());
    if (!wiki_find_space(sandbox->wiki, options->space))
        wiki_add_space(sandbox->wiki, options->space, options->space);
}

struct sandbox *sandbox_new(const struct options *options)
{
    struct sandbox *sandbox = memory_new(sizeof *sandbox);
    char uuid[WIKI_UUID_BYTES];
    sandbox->options = *options;
    sandbox->settings = options->settings;
    sandbox->faults = faults_new();
    open_wiki(sandbox);
    wiki_uuid(CLOUD_SEED, uuid);
    sandbox->cloud_id = memory_copy_text(uuid);
    sandbox->record = record_new(options->record);
    if (!sandbox->record)
        fatal("cannot open %s: %s", options->record, strerror(errno));
    if (options->faults)
        load_faults(sandbox, options->faults);
    sandbox_set_port(sandbox, options->port);
    return sandbox;
}

void sandbox_free(struct sandbox **sandbox)
{
    if (!*sandbox)
        return;
    wiki_archive_close(&(*sandbox)->archive);
    wiki_free(&(*sandbox)->wiki);
    faults_free(&(*sandbox)->faults);
    record_free(&(*sandbox)->record);
    free((*sandbox)->site);
    free((*sandbox)->base);
    free((*sandbox)->cloud_id);
    memory_free(sandbox);
}

void sandbox_set_port(struct sandbox *sandbox, int port)
{
    struct text text = text_new(4096);
    free(sandbox->site);
    free(sandbox->base);
    text_add_format(&text, "%s://127.0.0.1:%d", sandbox->options.tls_key ? "https" : "http", port);
    sandbox->site = memory_copy_text(text.data);
    text_add_string(&text, sandbox->options.context);
    sandbox->base = text_take(&text);
}

static bool is_control(const char *path)
{
    return strncmp(path, "/_sandbox/", 10) == 0;
}

const struct fault *sandbox_take_fault(struct sandbox *sandbox, const struct request *request)
{
    return is_control(request->path) ? NULL
                                     : faults_take(sandbox->faults, request->method, request->path);
}

/* Takes the gateway's prefix off; the path stays when it is none. */
static void pass_gateway(struct exchange *exchange)
{
    static const char prefix[] = "/ex/confluence/";
    size_t length = strlen(exchange->sandbox->cloud_id);
    const char *id = exchange->path + sizeof prefix - 1;
    if (!exchange_is_cloud(exchange) || strncmp(exchange->path, prefix, sizeof prefix - 1) != 0 ||
        strncmp(id, exchange->sandbox->cloud_id, length) != 0)
        return;
    exchange->is_gateway = true;
    exchange->path = id + length;
    if (strncmp(exchange->path, "/wiki/", 6) == 0)
        exchange->path += 5;
}

/* False when the path is not below the context. */
static bool pass_context(struct exchange *exchange)
{
    const char *context = exchange->sandbox->options.context;
    size_t length = strlen(context);
    if (exchange->is_gateway)
        return true;
    if (strncmp(exchange->path, context, length) != 0 ||
        (exchange->path[length] && exchange->path[length] != '/'))
        return false;
    exchange->path += length;
    if (!*exchange->path)
        exchange->path = "/";
    return true;
}

static void route_rest(struct exchange *exchange)
{
    const struct route *const cloud[] = { routes_cloud_pages, routes_cloud_lists,
        routes_cloud_properties, routes_cloud_v1, routes_files, routes_labels, routes_search,
        routes_content, NULL };
    const struct route *const datacenter[] = { routes_datacenter, routes_files, routes_labels,
        routes_search, routes_content, NULL };
    const struct route *const *tables = exchange_is_cloud(exchange) ? cloud : datacenter;
    enum exchange_match best = MATCH_NONE;
    for (size_t i = 0; tables[i] && best != MATCH_HANDLED; i++) {
        enum exchange_match match = exchange_route(exchange, tables[i]);
        best = match > best ? match : best;
    }
    if (best == MATCH_OTHER_METHOD && error_is_v2(exchange))
        error_v2(exchange, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
    else if (best == MATCH_OTHER_METHOD)
        error_v1(exchange, 405, NULL, "HTTP 405 Method Not Allowed");
    else if (best == MATCH_NONE)
        error_html(exchange->response, 404);
}

/* What Cloud has taken out of v1. */
static bool is_removed(const struct exchange *exchange)
{
    static const char *const alive[] = { "/child/attachment", "/label", "/move/", "/archive",
        "/pageTree", "/restriction", "/content/search" };
    const char *path = exchange->path;
    bool is_old =
        strncmp(path, "/rest/api/content", 17) == 0 || strncmp(path, "/rest/api/space", 15) == 0;
    bool reads = strcmp(exchange->request->method, "GET") == 0;
    if (!exchange_is_cloud(exchange) || !is_old)
        return false;
    for (size_t i = 0; i < sizeof alive / sizeof *alive; i++) {
        bool lists = reads && (i == 1 || (i == 0 && !strstr(path, "/download")));
        if (strstr(path, alive[i]) && !lists)
            return false;
    }
    return true;
}

static bool writes_files(const struct request *request)
{
    return strcmp(request->method, "GET") != 0 && strstr(request->path, "/child/attachment");
}

void sandbox_enter(struct sandbox *sandbox, const struct request *request)
{
    for (size_t i = 0; writes_files(request) && i < SANDBOX_WRITERS; i++) {
        if (!sandbox->writing_files[i]) {
            sandbox->writing_files[i] = request;
            return;
        }
    }
}

void sandbox_leave(struct sandbox *sandbox, const struct request *request)
{
    for (size_t i = 0; i < SANDBOX_WRITERS; i++) {
        if (sandbox->writing_files[i] == request)
            sandbox->writing_files[i] = NULL;
    }
}

/* Data Center fails when one page's attachments are changed at the same time (text2confl#18). */
static bool collides(const struct exchange *exchange)
{
    const struct request *request = exchange->request;
    if (exchange_is_cloud(exchange) || !exchange->sandbox->settings.parallel_files_fail ||
        !writes_files(request))
        return false;
    size_t length = (size_t)(strstr(request->path, "/child/attachment") - request->path) + 6;
    for (size_t i = 0; i < SANDBOX_WRITERS; i++) {
        const struct request *other = exchange->sandbox->writing_files[i];
        if (other && other != request && strncmp(other->path, request->path, length) == 0)
            return true;
    }
    return false;
}

static void answer_rest(struct exchange *exchange)
{
    struct sandbox *sandbox = exchange->sandbox;
    bool writes = strcmp(exchange->request->method, "GET") != 0;
    if (!exchange_is_cloud(exchange) && strpbrk(exchange->request->query, "[]|{}")) {
        error_html(exchange->response, 400);
        return;
    }
    if (!access_check(exchange)) {
        access_add_headers(exchange);
        return;
    }
    if (collides(exchange)) {
        struct wiki_error error = { 0 };
        error_wiki(exchange, WIKI_LOCK, &error);
        return;
    }
    bool removed = is_removed(exchange);
    if (removed && (sandbox->settings.v1_removed || exchange->is_bearer))
        error_v1(exchange, 410, "GoneException", "This deprecated endpoint has been removed.");
    else if (!exchange_is_cloud(exchange) && writes && sandbox->settings.read_only)
        error_v1(exchange, 405, NULL, "Confluence is in read-only mode");
    else
        route_rest(exchange);
    if (removed && exchange->response->status == 200) {
        response_add_header(exchange->response, "Deprecation", "Wed, 1 Mar 2023 00:00:00 GMT");
        response_add_header(exchange->response, "Link",
            "<https://developer.atlassian.com/cloud/confluence/changelog/#CHANGE-864>; "
            "rel=\"deprecation\"");
    }
    access_add_headers(exchange);
    if (exchange_is_cloud(exchange)) {
        char uuid[WIKI_UUID_BYTES];
        wiki_uuid(exchange->request->arrived_ms, uuid);
        response_add_header(exchange->response, "atl-request-id", uuid);
    }
}

static bool is_rest(const char *path)
{
    return strncmp(path, "/rest/", 6) == 0 || strncmp(path, "/api/v2/", 8) == 0 ||
           strcmp(path, "/pages/movepage.action") == 0;
}

static void answer_below_context(struct exchange *exchange)
{
    if (is_rest(exchange->path))
        answer_rest(exchange);
    else if (exchange->is_gateway)
        error_html(exchange->response, 404);
    else
        web_answer(exchange);
}

/* A name that leads here by somebody's DNS must not open the sandbox to pages in a browser. */
static bool is_for_us(const struct request *request)
{
    const char *host = request_header(request, "Host");
    size_t length = strcspn(host, ":");
    return !*host || (length == 9 && strncmp(host, "127.0.0.1", 9) == 0) ||
           (length == 9 && strncmp(host, "localhost", 9) == 0);
}

static void carry_out(struct exchange *exchange)
{
    const char *path = exchange->path;
    if (!is_for_us(exchange->request)) {
        error_html(exchange->response, 403);
    } else if (is_control(path)) {
        control_answer(exchange);
    } else if (exchange_is_cloud(exchange) && strcmp(path, "/_edge/tenant_info") == 0) {
        exchange_reply(exchange, 200, json_pack("{s:s}", "cloudId", exchange->sandbox->cloud_id));
    } else if (strncmp(path, "/_media/", 8) == 0) {
        web_answer_media(exchange);
    } else {
        pass_gateway(exchange);
        if (pass_context(exchange))
            answer_below_context(exchange);
        else if (strcmp(path, "/") == 0)
            web_redirect(exchange, exchange->sandbox->base);
        else
            error_html(exchange->response, 404);
    }
}

static void apply_settings(struct sandbox *sandbox)
{
    const struct settings *settings = &sandbox->settings;
    struct wiki *wiki = sandbox->wiki;
    bool is_datacenter = wiki->edition == EDITION_DATACENTER;
    wiki->now_ms = clock_wall_ms();
    wiki->attachment_limit = settings->attachment_limit;
    wiki->trashed_reserve_titles = settings->trashed_reserve_titles != 0;
    wiki->drops_anchors = settings->drop_anchors != 0;
    wiki->renames_links = settings->rename_links != 0;
    wiki->case_retitle_fails = is_datacenter && settings->case_retitle_fails;
    wiki->has_narrow_database = is_datacenter && settings->narrow_database;
}

void sandbox_answer(struct sandbox *sandbox, const struct request *request,
    const struct fault *fault, struct response *response)
{
    struct exchange exchange = { .sandbox = sandbox,
        .wiki = sandbox->wiki,
        .request = request,
        .response = response,
        .path = request->path };
    apply_settings(sandbox);
    access_user(request, exchange.user);
    if (!fault || fault_lets_through(fault)) {
        carry_out(&exchange);
    } else {
        pass_gateway(&exchange);
        (void)pass_context(&exchange); /* the fault's words depend on the route */
    }
    if (fault)
        fault_apply(fault, &exchange);
    if (sandbox->archive)
        wiki_archive_save(sandbox->archive, sandbox->wiki);
    if (!is_control(request->path))
        record_add(sandbox->record, request, response, exchange.user,
            fault ? fault_action_name(fault->action) : NULL);
}
