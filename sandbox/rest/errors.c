/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/errors.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define EXCEPTIONS "com.atlassian.confluence.api.service.exceptions."

enum { MESSAGE_BYTES = 2048 };

bool error_is_v2(const struct exchange *exchange)
{
    return strncmp(exchange->path, "/api/v2/", 8) == 0;
}

const char *error_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = { { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
        { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 409, "Conflict" }, { 410, "Gone" },
        { 413, "Request Entity Too Large" }, { 415, "Unsupported Media Type" },
        { 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 501, "Not Implemented" },
        { 502, "Bad Gateway" }, { 503, "Service Unavailable" }, { 504, "Gateway Timeout" } };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "Error";
}

void error_html(struct response *response, int status)
{
    struct text html = text_new(4096);
    text_add_format(&html,
        "<html><head><title>%d %s</title></head>"
        "<body><center><h1>%d %s</h1></center><hr><center>nginx</center></body></html>",
        status, error_reason(status), status, error_reason(status));
    response_set_html(response, status, html.data);
    text_free(&html);
}

void error_v2(struct exchange *exchange, int status, const char *code, const char *title)
{
    json_t *shown = exchange->sandbox->settings.status_as_text ? json_sprintf("%d", status)
                                                               : json_integer(status);
    exchange_reply(exchange, status,
        json_pack("{s:[{s:o,s:s,s:s,s:n}]}", "errors", "status", shown, "code", code, "title",
            title, "detail"));
}

static json_t *v1_data(const struct exchange *exchange, int status, const char *message)
{
    bool is_cloud = exchange_is_cloud(exchange);
    bool is_missing = is_cloud && status == 404;
    json_t *errors = json_array();
    if (is_missing)
        json_array_append_new(
            errors, json_pack("{s:{s:s,s:[]}}", "message", "translation", message, "args"));
    json_t *data = json_pack("{s:b,s:b}", "authorized", status == 410, "valid", !is_missing);
    if (!is_cloud)
        json_object_set_new(data, "allowedInReadOnlyMode", json_true());
    json_object_set_new(data, "errors", errors);
    json_object_set_new(data, "successful", json_false());
    return data;
}

void error_v1(struct exchange *exchange, int status, const char *exception, const char *message)
{
    bool is_cloud = exchange_is_cloud(exchange);
    const char *prefix = is_cloud && exception ? EXCEPTIONS : "";
    json_t *json = json_pack("{s:i,s:o,s:o}", "statusCode", status, "data",
        v1_data(exchange, status, message), "message",
        json_sprintf("%s%s%s%s", prefix, *prefix ? exception : "", *prefix ? ": " : "", message));
    if (!is_cloud)
        json_object_set_new(json, "reason", json_string(error_reason(status)));
    exchange_reply(exchange, status, json);
}

void error_bad_request(struct exchange *exchange, const char *message)
{
    if (error_is_v2(exchange))
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", message);
    else
        error_v1(exchange, 400, "BadRequestException", message);
}

void error_no_page(struct exchange *exchange, const char *id)
{
    char message[MESSAGE_BYTES];
    const char *form = "No content found with id: ContentId{id=%s}";
    if (error_is_v2(exchange))
        form = strstr(exchange->path, "/properties") ? "Could not find page with id [%s]"
               : strstr(exchange->path, "-children") ? "Cannot find [page] entity with id [%s]"
               : strstr(exchange->path, "/folders")  ? "Content with id: [%s] not found"
                                                     : "Cannot find a page with id [%s]";
    else if (exchange_is_cloud(exchange))
        form = "No content found with id : %s";
    snprintf(message, sizeof message, form, id); // NOLINT: the forms are those above
    if (error_is_v2(exchange))
        error_v2(exchange, 404, "NOT_FOUND", message);
    else
        error_v1(exchange, 404, "NotFoundException", message);
}

void error_no_space(struct exchange *exchange, const char *key)
{
    char message[MESSAGE_BYTES];
    snprintf(message, sizeof message,
        error_is_v2(exchange) ? "Cannot find a space with id [%s]" : "No space with key : %s", key);
    if (error_is_v2(exchange))
        error_v2(exchange, 404, "NOT_FOUND", message);
    else
        error_v1(exchange, 404, "NotFoundException", message);
}

static void refuse_version(struct exchange *exchange, const struct wiki_error *error)
{
    char message[MESSAGE_BYTES];
    if (error_is_v2(exchange)) {
        json_error_t unused;
        json_t *json =
            json_loadb(exchange->request->body.data, exchange->request->body.length, 0, &unused);
        json_t *given = json_object_get(json_object_get(json, "version"), "number");
        snprintf(message, sizeof message,
            "Version must be incremented when updating a page. Current Version: [%lld]. Provided "
            "version: [%lld]",
            (long long)error->number, (long long)json_integer_value(given));
        json_decref(json);
        error_v2(exchange, 409, "CONFLICT", message);
        return;
    }
    snprintf(message, sizeof message,
        "Version must be incremented on update. Current version is: %lld",
        (long long)error->number);
    error_v1(exchange, 409, "ConflictException", message);
}

static void refuse_title(struct exchange *exchange, const struct wiki_error *error)
{
    char message[MESSAGE_BYTES];
    if (error_is_v2(exchange)) {
        error_v2(exchange, 400, "BAD_REQUEST",
            "A page with this title already exists: A page already exists with the same TITLE in "
            "this space");
        return;
    }
    snprintf(message, sizeof message,
        "A page with this title already exists: A page already exists with the title %s in the "
        "space with key %s",
        error->text, exchange->wiki->spaces[0]->key);
    error_v1(exchange, 400, "BadRequestException", message);
}

static void refuse_xhtml(struct exchange *exchange, const struct wiki_error *error)
{
    char message[MESSAGE_BYTES];
    snprintf(message, sizeof message, "Error parsing xhtml: %s", error->text);
    if (error_is_v2(exchange))
        error_v2(exchange, 400, "BAD_REQUEST", message);
    else
        error_v1(exchange, 400, "BadRequestException", message);
}

struct refusal {
    int status;
    const char *code;      /* of v2 */
    const char *exception; /* of v1 */
    const char *message;   /* %s: the error's text */
};

static const struct refusal refusals[] = {
    [WIKI_NO_PARENT] = { 404, "NOT_FOUND", "api.NotFoundException",
        "The parent ID specified does not exist, or user does not have permissions" },
    [WIKI_NO_ATTACHMENT] = { 404, "NOT_FOUND", "NotFoundException",
        "No attachment found with id : %s" },
    [WIKI_NO_PROPERTY] = { 404, "NOT_FOUND", "NotFoundException",
        "Cannot find content property: %s" },
    [WIKI_NOT_ALLOWED] = { 403, "FORBIDDEN", "PermissionException",
        "User not permitted to edit this content" },
    [WIKI_TITLE_EMPTY] = { 400, "INVALID_REQUEST_PARAMETER", "BadRequestException",
        "Title is required and cannot be empty" },
    [WIKI_TITLE_LONG] = { 400, "INVALID_REQUEST_PARAMETER", "BadRequestException",
        "Title cannot be longer than 255 characters." },
    [WIKI_LOOP] = { 400, "BAD_REQUEST", "BadRequestException",
        "Can not set page as its own parent" },
    [WIKI_NAME_TAKEN] = { 400, "BAD_REQUEST", "api.BadRequestException",
        "Cannot add a new attachment with same file name as an existing attachment: %s" },
    [WIKI_NAME_BAD] = { 400, "BAD_REQUEST", "api.BadRequestException",
        "The attachment's file name is not valid: %s" },
    [WIKI_TOO_LARGE] = { 404, "NOT_FOUND", "NotFoundException",
        "The attachment exceeds the maximum configured attachment size" },
    [WIKI_EXISTS] = { 409, "CONFLICT", "ConflictException",
        "Property with key [%s] already exists" },
    [WIKI_BAD_LABEL] = { 400, "BAD_REQUEST", NULL, "Could not parse Labels" },
    [WIKI_NOT_TRASHED] = { 400, "BAD_REQUEST", "BadRequestException",
        "Only content in the trash can be purged" },
    [WIKI_LOCK] = { 500, "INTERNAL_SERVER_ERROR", "ServiceException",
        "Could not save: there was a problem flushing the hibernate transaction" },
    [WIKI_DATABASE] = { 500, "INTERNAL_SERVER_ERROR", "ServiceException",
        "Incorrect string value: '\\xF0\\x9F' for column 'BODY' at row 1" },
};

static void refuse_by_table(
    struct exchange *exchange, enum wiki_result result, const struct wiki_error *error)
{
    char message[MESSAGE_BYTES];
    const struct refusal *refusal = &refusals[result];
    snprintf(message, sizeof message, refusal->message, error->text); // NOLINT: from the table
    int status = refusal->status;
    if (error_is_v2(exchange)) {
        /* v2 does not tell a missing permission from a missing page. */
        if (result == WIKI_NOT_ALLOWED)
            error_v2(exchange, 404, "NOT_FOUND", message);
        else
            error_v2(exchange, status, refusal->code, message);
        return;
    }
    error_v1(exchange, status, refusal->exception, message);
}

void error_wiki(struct exchange *exchange, enum wiki_result result, const struct wiki_error *error)
{
    if (result == WIKI_VERSION)
        refuse_version(exchange, error);
    else if (result == WIKI_TITLE_TAKEN)
        refuse_title(exchange, error);
    else if (result == WIKI_XHTML)
        refuse_xhtml(exchange, error);
    else
        refuse_by_table(exchange, result, error);
}
