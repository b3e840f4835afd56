/* SPDX-License-Identifier: MIT */
#include "sandbox/fault_answers.h"

#include "sandbox/rest/errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

bool fault_lets_through(const struct fault *fault)
{
    switch (fault->action) {
    case FAULT_LOSE:
    case FAULT_DELAY:
    case FAULT_DELAY_AFTER:
    case FAULT_SLOW:
    case FAULT_TRUNCATE:
    case FAULT_SHORT_LENGTH:
    case FAULT_GIANT:
        return true;
    case FAULT_STATUS:
    case FAULT_DROP:
    case FAULT_EMPTY:
    case FAULT_LOGIN_REDIRECT:
    case FAULT_LOGIN_PAGE:
    case FAULT_SCOPE:
    case FAULT_CAPTCHA:
    case FAULT_VERSION:
    case FAULT_LOCK:
    case FAULT_TITLE_TAKEN:
    case FAULT_UNRECONCILED:
    case FAULT_FILE_TYPE:
    case FAULT_NOT_CONVERTED:
        break;
    }
    return fault->is_committed;
}

static void add_retry_after(const struct fault *fault, struct response *response)
{
    char text[64];
    time_t when = time(NULL) + (time_t)fault->retry_s;
    struct tm utc;
    switch (fault->retry) {
    case RETRY_NONE:
        return;
    case RETRY_SECONDS:
        snprintf(text, sizeof text, "%lld", (long long)fault->retry_s);
        break;
    case RETRY_DATE:
        gmtime_r(&when, &utc);
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        break;
    case RETRY_MAX:
        snprintf(text, sizeof text, "9223372036854775807");
        break;
    }
    response_add_header(response, "Retry-After", text);
}

static void answer_429(struct exchange *exchange)
{
    struct response *response = exchange->response;
    response_set_empty(response, 429);
    if (exchange_is_cloud(exchange)) {
        response_add_header(response, "X-RateLimit-Limit", "40000");
        response_add_header(response, "X-RateLimit-Remaining", "0");
        response_add_header(response, "X-RateLimit-NearLimit", "true");
        response_add_header(response, "RateLimit-Reason", "confluence-burst-based");
    } else {
        response_add_header(response, "X-RateLimit-Limit", "100");
        response_add_header(response, "X-RateLimit-Remaining", "0");
        response_add_header(response, "X-RateLimit-Interval-Seconds", "60");
        response_add_header(response, "X-RateLimit-FillRate", "100");
    }
}

static void answer_401(struct exchange *exchange)
{
    if (exchange_is_cloud(exchange)) {
        error_html(exchange->response, 401);
        return;
    }
    response_set_html(exchange->response, 401,
        "<html><body><h1>Unauthorized (401)</h1><p>Basic Authentication Failure - Reason : "
        "AUTHENTICATED_FAILED</p></body></html>");
    response_add_header(exchange->response, "WWW-Authenticate", "Basic realm=\"protected-area\"");
    response_add_header(exchange->response, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
}

/* 403 and 404 look like rejected credentials on Cloud. */
static void answer_refused(struct exchange *exchange, int status)
{
    if (error_is_v2(exchange))
        error_v2(exchange, status, status == 404 ? "NOT_FOUND" : "FORBIDDEN", "Not Found");
    else
        error_v1(exchange, status, NULL,
            status == 403 ? "Current user not permitted to use Confluence" : "Not Found");
}

static void answer_status(const struct fault *fault, struct exchange *exchange)
{
    int status = fault->status;
    if (fault->is_bare)
        response_set_empty(exchange->response, status);
    else if (status == 429)
        answer_429(exchange);
    else if (status == 401)
        answer_401(exchange);
    else if (status == 403 || status == 404)
        answer_refused(exchange, status);
    else if (status == 410)
        error_v1(exchange, 410, "GoneException", "This deprecated endpoint has been removed.");
    else if (status == 501)
        error_v1(exchange, 501, NULL, "Unable to save changes to unreconciled page");
    else if (status == 500 || status == 400 || status == 409 || status == 413)
        error_v1(exchange, status, "ServiceException", error_reason(status));
    else
        error_html(exchange->response, status);
    add_retry_after(fault, exchange->response);
}

static void answer_conflict(struct exchange *exchange)
{
    json_t *json =
        json_loadb(exchange->request->body.data, exchange->request->body.length, 0, NULL);
    json_t *number = json_object_get(json_object_get(json, "version"), "number");
    struct wiki_error error = { .number = json_integer_value(number) };
    json_decref(json);
    error_wiki(exchange, WIKI_VERSION, &error);
}

static void answer_title_taken(struct exchange *exchange)
{
    json_t *json =
        json_loadb(exchange->request->body.data, exchange->request->body.length, 0, NULL);
    const char *title = json_string_value(json_object_get(json, "title"));
    struct wiki_error error = { 0 };
    snprintf(error.text, sizeof error.text, "%s", title ? title : "");
    json_decref(json);
    error_wiki(exchange, WIKI_TITLE_TAKEN, &error);
}

static void answer_login(const struct fault *fault, struct exchange *exchange)
{
    if (fault->action == FAULT_LOGIN_PAGE) {
        response_set_html(exchange->response, 200,
            "<!DOCTYPE html><html><head><title>Log In - Confluence</title></head><body>"
            "<form action=\"/dologin.action\"></form></body></html>");
        return;
    }
    response_set_empty(exchange->response, 302);
    response_add_header(
        exchange->response, "Location", "https://login.example.com/saml?SAMLRequest=fZJNT8MwDIb");
}

static void answer_by_name(const struct fault *fault, struct exchange *exchange)
{
    static const char lock[] =
        "javax.persistence.OptimisticLockException: Batch update returned unexpected row count "
        "from update [0]; actual row count: 0; expected: 1";
    static const char unreconciled[] =
        "Unable to save changes to unreconciled page ContentId{id=1}. Refreshing the page should "
        "fix this.";
    bool is_v2 = error_is_v2(exchange);
    if (fault->action == FAULT_SCOPE) {
        exchange_reply(exchange, 401,
            json_pack("{s:i,s:s}", "code", 401, "message", "Unauthorized; scope does not match"));
        response_add_header(exchange->response, "X-Failure-Category", "FAILURE_CLIENT_SCOPE_CHECK");
    } else if (fault->action == FAULT_CAPTCHA) {
        error_html(exchange->response, 403);
        response_add_header(exchange->response, "X-Seraph-LoginReason", "AUTHENTICATION_DENIED");
    } else if (fault->action == FAULT_LOCK && !is_v2) {
        error_v1(exchange, 409, "ConflictException", lock);
    } else if (fault->action == FAULT_LOCK) {
        error_v2(exchange, 409, "CONFLICT", lock);
    } else if (fault->action == FAULT_UNRECONCILED && is_v2) {
        error_v2(exchange, 409, "CONFLICT", unreconciled);
    } else if (fault->action == FAULT_UNRECONCILED) {
        error_v1(exchange, 409, "ConflictException", unreconciled);
    } else if (fault->action == FAULT_FILE_TYPE) {
        error_v1(exchange, 400, "api.BadRequestException", "This file type is not allowed");
    } else {
        error_bad_request(exchange, "Content body cannot be converted to new editor format");
    }
}

static void deliver(struct exchange *exchange, enum delivery delivery)
{
    exchange->response->delivery = delivery;
}

void fault_apply(const struct fault *fault, struct exchange *exchange)
{
    switch (fault->action) {
    case FAULT_DELAY:
    case FAULT_DELAY_AFTER:
        return; /* server.c waits */
    case FAULT_STATUS:
        answer_status(fault, exchange);
        return;
    case FAULT_DROP:
    case FAULT_LOSE:
        deliver(exchange, DELIVERY_NONE);
        return;
    case FAULT_SLOW:
        deliver(exchange, DELIVERY_SLOW);
        return;
    case FAULT_TRUNCATE:
        deliver(exchange, DELIVERY_TRUNCATED);
        return;
    case FAULT_SHORT_LENGTH:
        deliver(exchange, DELIVERY_TOO_SHORT);
        return;
    case FAULT_GIANT:
        deliver(exchange, DELIVERY_GIANT);
        exchange->response->giant_bytes = fault->number;
        return;
    case FAULT_EMPTY:
        response_set_empty(exchange->response, 200);
        return;
    case FAULT_LOGIN_REDIRECT:
    case FAULT_LOGIN_PAGE:
        answer_login(fault, exchange);
        return;
    case FAULT_VERSION:
        answer_conflict(exchange);
        return;
    case FAULT_TITLE_TAKEN:
        answer_title_taken(exchange);
        return;
    case FAULT_SCOPE:
    case FAULT_CAPTCHA:
    case FAULT_LOCK:
    case FAULT_UNRECONCILED:
    case FAULT_FILE_TYPE:
    case FAULT_NOT_CONVERTED:
        answer_by_name(fault, exchange);
    }
}
