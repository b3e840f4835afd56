/* SPDX-License-Identifier: MIT */
/* Cloud v2: pages and folders, one at a time. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdlib.h>
#include <string.h>

/* Of `{"representation":"storage","value":...}` or `{"storage":{...}}`; NULL after a 400. */
static const char *storage_of(struct exchange *exchange, const json_t *json, bool *present)
{
    json_t *body = json_object_get(json, "body");
    json_t *nested = json_object_get(body, "storage");
    if (json_is_object(nested))
        body = nested;
    const char *representation = json_string_value(json_object_get(body, "representation"));
    *present = json_is_object(body);
    if (!*present)
        return NULL;
    if (representation && strcmp(representation, "storage") != 0) {
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
            "Content body cannot be converted to new editor format");
        return NULL;
    }
    const char *value = json_string_value(json_object_get(body, "value"));
    if (!value) {
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
            "Provided value for 'body' is not "
            "correct. Expected type is object");
        return NULL;
    }
    if ((int64_t)strlen(value) > exchange->sandbox->settings.body_limit) {
        error_v2(exchange, 413, "REQUEST_ENTITY_TOO_LARGE", "Request entity too large");
        return NULL;
    }
    return value;
}

static bool read_status(struct exchange *exchange, const json_t *json, enum page_status *status)
{
    const char *name = json_string_value(json_object_get(json, "status"));
    *status = name && strcmp(name, "draft") == 0 ? PAGE_DRAFT : PAGE_CURRENT;
    if (!name || strcmp(name, "draft") == 0 || strcmp(name, "current") == 0)
        return true;
    error_v2(
        exchange, 400, "INVALID_REQUEST_PARAMETER", "Provided value for 'status' is not valid");
    return false;
}

/* A page or folder that can be a parent; false after a 404. */
static bool read_parent(
    struct exchange *exchange, const json_t *json, struct space *space, struct page **parent)
{
    json_t *given = json_object_get(json, "parentId");
    struct wiki_error error = { 0 };
    *parent = NULL;
    if (!given || json_is_null(given))
        return true;
    *parent = wiki_find_page(exchange->wiki, routes_json_id(json, "parentId"));
    if (*parent && (*parent)->space == space && (*parent)->status != PAGE_TRASHED &&
        wiki_may_see(*parent, exchange->user))
        return true;
    error_wiki(exchange, WIKI_NO_PARENT, &error);
    return false;
}

static struct space *read_space(struct exchange *exchange, const json_t *json)
{
    char number[32];
    const char *text = routes_text(json, "spaceId", number);
    struct space *space = wiki_find_space_by_id(exchange->wiki, routes_json_id(json, "spaceId"));
    if (!*text)
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "'spaceId' is required");
    else if (!space)
        error_no_space(exchange, text);
    return space;
}

static bool is_true(const struct exchange *exchange, const char *name)
{
    const char *value = request_argument(exchange->request, name);
    return value && strcmp(value, "true") == 0;
}

static void create(struct exchange *exchange, const json_t *json, struct page_write *write)
{
    struct wiki_error error = { 0 };
    struct page *page;
    write->space = read_space(exchange, json);
    if (!write->space || !read_parent(exchange, json, write->space, &write->parent))
        return;
    write->at_root = is_true(exchange, "root-level");
    write->title = json_string_value(json_object_get(json, "title"));
    write->author = exchange->user;
    if (write->at_root && write->parent) {
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
            "parentId must not be specified when root-level is true");
        return;
    }
    enum wiki_result result = wiki_page_create(exchange->wiki, write, &page, &error);
    if (result != WIKI_OK) {
        error_wiki(exchange, result, &error);
        return;
    }
    if (write->type == PAGE_PAGE)
        routes_add_own_properties(exchange, page);
    exchange_reply(exchange, 200, shape_v2_single(exchange, page, NULL));
}

static void create_page(struct exchange *exchange)
{
    json_t *json = exchange_json(exchange);
    struct page_write write = { .type = PAGE_PAGE };
    bool has_body = false;
    if (!json)
        return;
    if (read_status(exchange, json, &write.status)) {
        write.body = storage_of(exchange, json, &has_body);
        if (write.body || !has_body)
            create(exchange, json, &write);
    }
    json_decref(json);
}

static void create_folder(struct exchange *exchange)
{
    json_t *json = exchange_json(exchange);
    struct page_write write = { .type = PAGE_FOLDER };
    if (json)
        create(exchange, json, &write);
    json_decref(json);
}

static void get_page(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, false);
    int64_t version = request_number(exchange->request, "version", 0);
    if (!page)
        return;
    if (page->status == PAGE_DRAFT && !is_true(exchange, "get-draft")) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    for (size_t i = 0; version && i < page->revision_count; i++) {
        if (page->revisions[i].number == version) {
            exchange_reply(exchange, 200, shape_v2_single(exchange, page, &page->revisions[i]));
            return;
        }
    }
    if (version)
        error_no_page(exchange, exchange->values[0]);
    else
        exchange_reply(exchange, 200, shape_v2_single(exchange, page, NULL));
}

static void finish_update(
    struct exchange *exchange, struct page *page, const struct page_write *write)
{
    struct wiki_error error = { 0 };
    enum wiki_result result = page->status == PAGE_TRASHED
                                  ? wiki_page_restore(exchange->wiki, page, write, &error)
                                  : wiki_page_update(exchange->wiki, page, write, &error);
    if (result == WIKI_OK)
        exchange_reply(exchange, 200, shape_v2_single(exchange, page, NULL));
    else
        error_wiki(exchange, result, &error);
}

/* What OA2 requires of a PUT; false after a 400. */
static bool has_required(struct exchange *exchange, const json_t *json)
{
    static const char *const names[] = { "id", "status", "title", "body", "version" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (json_object_get(json, names[i]))
            continue;
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
            "A required field is missing: id, "
            "status, title, body and version");
        return false;
    }
    if (routes_json_id(json, "id") == exchange_id(exchange, 0))
        return true;
    error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "id in path and body differ");
    return false;
}

static void update_page(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    struct page_write write = { .author = exchange->user };
    bool has_body = false;
    if (json && has_required(exchange, json) && read_status(exchange, json, &write.status)) {
        json_t *version = json_object_get(json, "version");
        write.title = json_string_value(json_object_get(json, "title"));
        write.version = routes_json_id(version, "number");
        write.message = json_string_value(json_object_get(version, "message"));
        write.is_minor = json_is_true(json_object_get(version, "minorEdit"));
        write.body = storage_of(exchange, json, &has_body);
        if (!write.version)
            write.version = -1;
        if (write.body && read_parent(exchange, json, page->space, &write.parent))
            finish_update(exchange, page, &write);
        else if (!has_body)
            error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "body is not an object");
    }
    json_decref(json);
}

static void update_title(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    struct page_write write = { .author = exchange->user };
    if (json && read_status(exchange, json, &write.status)) {
        write.title = json_string_value(json_object_get(json, "title"));
        if (!write.title)
            write.title = "";
        finish_update(exchange, page, &write);
    }
    json_decref(json);
}

static void delete_page(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    if (!page)
        return;
    bool wants_purge = is_true(exchange, "purge") || is_true(exchange, "draft");
    if (!wants_purge && page->status == PAGE_TRASHED) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    if (wants_purge) {
        struct wiki_error error = { 0 };
        enum wiki_result result = wiki_page_purge(exchange->wiki, page);
        if (result != WIKI_OK) {
            error_wiki(exchange, result, &error);
            return;
        }
    } else {
        wiki_page_trash(exchange->wiki, page);
    }
    response_set_empty(exchange->response, 204);
}

static struct page *folder(struct exchange *exchange)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    if (page && page->type == PAGE_FOLDER && page->status != PAGE_TRASHED)
        return page;
    error_no_page(exchange, exchange->values[0]);
    return NULL;
}

static void get_folder(struct exchange *exchange)
{
    struct page *page = folder(exchange);
    if (page)
        exchange_reply(exchange, 200, shape_v2_single(exchange, page, NULL));
}

static void delete_folder(struct exchange *exchange)
{
    struct page *page = folder(exchange);
    if (!page)
        return;
    wiki_page_trash(exchange->wiki, page);
    response_set_empty(exchange->response, 204);
}

static void list_folders(struct exchange *exchange)
{
    error_v2(exchange, 500, "INTERNAL_SERVER_ERROR", "Internal Server Error");
}

const struct route routes_cloud_pages[] = {
    { "POST", "/api/v2/pages", create_page },
    { "GET", "/api/v2/pages/{id}", get_page },
    { "PUT", "/api/v2/pages/{id}", update_page },
    { "PUT", "/api/v2/pages/{id}/title", update_title },
    { "DELETE", "/api/v2/pages/{id}", delete_page },
    { "POST", "/api/v2/folders", create_folder },
    { "GET", "/api/v2/folders", list_folders },
    { "GET", "/api/v2/folders/{id}", get_folder },
    { "DELETE", "/api/v2/folders/{id}", delete_folder },
    { NULL, NULL, NULL },
};
