/* SPDX-License-Identifier: MIT */
/* v1: content as Data Center has it, and as Cloud has it still for some. */
#include "base/unicode.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes_v1.h"
#include "sandbox/wiki/wiki_files.h"
#include "sandbox/wiki/wiki_labels.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_EXPAND "history,space,version"
#define WRITE_EXPAND "body.storage,history,space,container,version,ancestors"

enum { USUAL = 25 };

static const char *expand_of(const struct exchange *exchange, const char *usual)
{
    const char *expand = request_argument(exchange->request, "expand");
    return expand ? expand : usual;
}

/* Reads what a write of either kind has; false after a refusal. */
static bool read_write(struct exchange *exchange, const json_t *json, struct page_write *write)
{
    json_t *version = json_object_get(json, "version");
    json_t *storage = json_object_get(json_object_get(json, "body"), "storage");
    const char *status = json_string_value(json_object_get(json, "status"));
    const char *type = json_string_value(json_object_get(json, "type"));
    write->author = exchange->user;
    write->title = json_string_value(json_object_get(json, "title"));
    write->body = json_string_value(json_object_get(storage, "value"));
    write->message = json_string_value(json_object_get(version, "message"));
    write->is_minor = json_is_true(json_object_get(version, "minorEdit"));
    write->version = routes_json_id(version, "number");
    write->status = status && strcmp(status, "draft") == 0 ? PAGE_DRAFT : PAGE_CURRENT;
    if (type && strcmp(type, "page") != 0) {
        error_bad_request(exchange, "Only content of type page is known here");
        return false;
    }
    return true;
}

/* The one ancestor that is named; false after a 404. */
static bool read_parent(struct exchange *exchange, const json_t *json, const struct space *space,
    struct page_write *write)
{
    json_t *ancestors = json_object_get(json, "ancestors");
    json_t *last = json_array_get(ancestors, json_array_size(ancestors) - 1);
    struct wiki_error error = { 0 };
    if (!last)
        return true;
    write->parent = wiki_find_page(exchange->wiki, routes_json_id(last, "id"));
    if (write->parent && write->parent->space == space && write->parent->status != PAGE_TRASHED &&
        wiki_may_see(write->parent, exchange->user))
        return true;
    error_wiki(exchange, WIKI_NO_PARENT, &error);
    return false;
}

static json_t *with_base(const struct exchange *exchange, json_t *json)
{
    json_t *links = json_object_get(json, "_links");
    json_object_set_new(links, "base", json_string(exchange->sandbox->base));
    json_object_set_new(links, "context", json_string(exchange->sandbox->options.context));
    json_object_set_new(links, "collection", json_string("/rest/api/content"));
    return json;
}

/* `metadata.properties` of a create: {KEY: {"value": ...}}. */
static void add_properties(struct exchange *exchange, const json_t *json, struct page *page)
{
    json_t *all = json_object_get(json_object_get(json, "metadata"), "properties");
    const char *key;
    json_t *one;
    json_object_foreach(all, key, one)
    {
        json_t *found = json_object_get(one, "value");
        char *value = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
        if (value)
            (void)wiki_property_create(exchange->wiki, page, key, value, exchange->user);
        free(value);
    }
}

static void create(struct exchange *exchange, const json_t *json)
{
    struct page_write write = { 0 };
    struct wiki_error error = { 0 };
    struct page *page;
    json_t *space = json_object_get(json, "space");
    const char *key = json_string_value(json_object_get(space, "key"));
    write.space = key ? wiki_find_space(exchange->wiki, key)
                      : wiki_find_space_by_id(exchange->wiki, routes_json_id(space, "id"));
    if (!json_object_get(json, "type") || !space) {
        error_bad_request(exchange, "type and space are required");
        return;
    }
    if (!write.space) {
        error_no_space(exchange, key ? key : "");
        return;
    }
    if (!read_write(exchange, json, &write) || !read_parent(exchange, json, write.space, &write))
        return;
    /* Data Center puts it at the root, Cloud below the home page. */
    write.at_root = !exchange_is_cloud(exchange);
    enum wiki_result result = wiki_page_create(exchange->wiki, &write, &page, &error);
    if (result != WIKI_OK) {
        error_wiki(exchange, result, &error);
        return;
    }
    add_properties(exchange, json, page);
    routes_add_own_properties(exchange, page);
    exchange_reply(exchange, 200,
        with_base(
            exchange, shape_v1_content(exchange, page, NULL, expand_of(exchange, WRITE_EXPAND))));
}

static void create_content(struct exchange *exchange)
{
    json_t *json = exchange_json(exchange);
    if (json)
        create(exchange, json);
    json_decref(json);
}

static bool is_status_wanted(const struct exchange *exchange, const struct page *page)
{
    const char *status = request_argument(exchange->request, "status");
    if (!status)
        return page->status == PAGE_CURRENT ||
               (exchange_is_cloud(exchange) && page->status == PAGE_ARCHIVED);
    return strstr(status, "any") || strstr(status, wiki_status_name(page->status));
}

static void get_historical(struct exchange *exchange, const struct page *page)
{
    int64_t version = request_number(exchange->request, "version", 0);
    for (size_t i = 0; i < page->revision_count; i++) {
        if (page->revisions[i].number == version) {
            exchange_reply(exchange, 200,
                shape_v1_content(
                    exchange, page, &page->revisions[i], expand_of(exchange, USUAL_EXPAND)));
            return;
        }
    }
    error_no_page(exchange, exchange->values[0]);
}

/* Attachments are content, too. */
static void get_attachment(struct exchange *exchange)
{
    struct attachment *attachment = wiki_find_attachment(exchange->wiki, exchange_id(exchange, 0));
    if (attachment && !attachment->is_trashed && wiki_may_see(attachment->page, exchange->user))
        exchange_reply(exchange, 200,
            shape_v1_attachment(exchange, attachment, expand_of(exchange, "version,container")));
    else
        error_no_page(exchange, exchange->values[0]);
}

static void get_content(struct exchange *exchange)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    const char *status = request_argument(exchange->request, "status");
    if (!page) {
        get_attachment(exchange);
        return;
    }
    if (status && strcmp(status, "historical") == 0 && wiki_may_see(page, exchange->user)) {
        get_historical(exchange, page);
        return;
    }
    if (!is_status_wanted(exchange, page) || !wiki_may_see(page, exchange->user)) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    exchange_reply(exchange, 200,
        with_base(
            exchange, shape_v1_content(exchange, page, NULL, expand_of(exchange, USUAL_EXPAND))));
}

static void finish_update(
    struct exchange *exchange, struct page *page, const struct page_write *write)
{
    struct wiki_error error = { 0 };
    enum wiki_result result = page->status == PAGE_TRASHED
                                  ? wiki_page_restore(exchange->wiki, page, write, &error)
                                  : wiki_page_update(exchange->wiki, page, write, &error);
    if (result != WIKI_OK) {
        error_wiki(exchange, result, &error);
        return;
    }
    exchange_reply(exchange, 200,
        with_base(
            exchange, shape_v1_content(exchange, page, NULL, expand_of(exchange, WRITE_EXPAND))));
}

static void update_content(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    struct page_write write = { 0 };
    if (!json)
        return;
    bool restores = page->status == PAGE_TRASHED;
    if (!json_object_get(json, "version") || (!restores && !json_object_get(json, "type"))) {
        error_bad_request(exchange,
            "No space or no content type, or setup a wrong version type set to content, or status "
            "param is not draft and status content is current");
    } else if (read_write(exchange, json, &write) &&
               read_parent(exchange, json, page->space, &write)) {
        /* A number below 1 can never be right. */
        if (write.version < 1)
            write.version = -1;
        finish_update(exchange, page, &write);
    }
    json_decref(json);
}

static void delete_content(struct exchange *exchange)
{
    struct attachment *attachment = wiki_find_attachment(exchange->wiki, exchange_id(exchange, 0));
    const char *status = request_argument(exchange->request, "status");
    if (attachment && !attachment->is_trashed) {
        wiki_file_trash(attachment);
        response_set_empty(exchange->response, 204);
        return;
    }
    struct page *page = routes_page_to_edit(exchange);
    if (!page)
        return;
    bool wants_purge = status && strcmp(status, "trashed") == 0;
    struct wiki_error error = { 0 };
    if (wants_purge && wiki_page_purge(exchange->wiki, page) != WIKI_OK) {
        error_wiki(exchange, WIKI_NOT_TRASHED, &error);
        return;
    }
    if (!wants_purge && page->status == PAGE_TRASHED) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    if (!wants_purge)
        wiki_page_trash(exchange->wiki, page);
    response_set_empty(exchange->response, 204);
}

static json_t *content_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_content(exchange, item, NULL, expand_of(exchange, USUAL_EXPAND));
}

static json_t *plain_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_content(exchange, item, NULL, expand_of(exchange, NULL));
}

/* Pages of the space by the arguments; false after a 404. */
static bool collect(struct exchange *exchange, const char *key, struct list *list)
{
    const char *title = request_argument(exchange->request, "title");
    const struct space *space = key ? wiki_find_space(exchange->wiki, key) : NULL;
    if (key && !space) {
        error_no_space(exchange, key);
        return false;
    }
    char *title_key = title ? unicode_title_key(title) : NULL;
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *one = exchange->wiki->spaces[i];
        for (size_t j = 0; (!space || space == one) && j < one->page_count; j++) {
            const struct page *page = one->pages[j];
            if (page->type == PAGE_PAGE && is_status_wanted(exchange, page) &&
                (!title_key || strcmp(title_key, page->title_key) == 0) &&
                wiki_may_see(page, exchange->user))
                list_add(list, page);
        }
    }
    free(title_key);
    return true;
}

static void list_content(struct exchange *exchange)
{
    struct list list = { 0 };
    if (collect(exchange, request_argument(exchange->request, "spaceKey"), &list))
        list_reply_v1(exchange, &list, USUAL, content_item);
}

static void scan_content(struct exchange *exchange)
{
    struct list list = { 0 };
    if (collect(exchange, request_argument(exchange->request, "spaceKey"), &list))
        exchange_reply(exchange, 200, list_part_v1(exchange, &list, USUAL, content_item, true));
}

static void list_space_content(struct exchange *exchange)
{
    struct list list = { 0 };
    if (collect(exchange, exchange->values[0], &list))
        list_reply_v1(exchange, &list, USUAL, content_item);
}

static void add_below(
    const struct exchange *exchange, const struct page *page, bool deep, struct list *list)
{
    bool wants_folders = strstr(exchange->path, "/folder") != NULL;
    for (size_t i = 0; i < page->child_count; i++) {
        const struct page *child = page->children[i];
        if (child->status != PAGE_CURRENT || !wiki_may_see(child, exchange->user))
            continue;
        if ((child->type == PAGE_FOLDER) == wants_folders)
            list_add(list, child);
        if (deep)
            add_below(exchange, child, true, list);
    }
}

static void list_below(struct exchange *exchange)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    struct list list = { 0 };
    if (!page || page->status == PAGE_TRASHED || !wiki_may_see(page, exchange->user)) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    add_below(exchange, page, strstr(exchange->path, "/descendant/") != NULL, &list);
    list_reply_v1(exchange, &list, USUAL, plain_item);
}

static void get_history(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    if (!page)
        return;
    json_t *content = shape_v1_content(exchange, page, NULL, "history,version");
    json_t *history = json_object_get(content, "history");
    json_object_set(history, "lastUpdated", json_object_get(content, "version"));
    exchange_reply(exchange, 200, json_incref(history));
    json_decref(content);
}

const struct route routes_content[] = {
    { "GET", "/rest/api/content", list_content },
    { "POST", "/rest/api/content", create_content },
    { "GET", "/rest/api/content/scan", scan_content },
    { "GET", "/rest/api/content/{id}", get_content },
    { "PUT", "/rest/api/content/{id}", update_content },
    { "DELETE", "/rest/api/content/{id}", delete_content },
    { "GET", "/rest/api/content/{id}/child/page", list_below },
    { "GET", "/rest/api/content/{id}/child/folder", list_below },
    { "GET", "/rest/api/content/{id}/descendant/page", list_below },
    { "GET", "/rest/api/content/{id}/history", get_history },
    { "GET", "/rest/api/space/{key}/content", list_space_content },
    { "GET", "/rest/api/space/{key}/content/page", list_space_content },
    { NULL, NULL, NULL },
};
