/* SPDX-License-Identifier: MIT */
/* v1 of both editions: users, spaces, and search with an index that is behind. */
#include "base/memory.h"
#include "sandbox/rest/cql.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/rest/shapes_v1.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL = 25 };

static void get_current_user(struct exchange *exchange)
{
    json_t *user = shape_v1_user(exchange, exchange->user);
    json_t *links = json_object_get(user, "_links");
    json_object_set_new(links, "base", json_string(exchange->sandbox->base));
    json_object_set_new(links, "context", json_string(exchange->sandbox->options.context));
    exchange_reply(exchange, 200, user);
}

static json_t *space_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_space(exchange, item);
}

static void list_spaces(struct exchange *exchange)
{
    const char *key = request_argument(exchange->request, "spaceKey");
    struct list list = { 0 };
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        if (!key || wiki_find_space(exchange->wiki, key) == exchange->wiki->spaces[i])
            list_add(&list, exchange->wiki->spaces[i]);
    }
    list_reply_v1(exchange, &list, USUAL, space_item);
}

static void get_space(struct exchange *exchange)
{
    struct space *space = wiki_find_space(exchange->wiki, exchange->values[0]);
    if (!space) {
        error_no_space(exchange, exchange->values[0]);
        return;
    }
    json_t *json = shape_v1_space(exchange, space);
    const char *expand = request_argument(exchange->request, "expand");
    if (shape_v1_wants(expand, "homepage") && space->homepage) {
        json_object_set_new(
            json, "homepage", shape_v1_content(exchange, space->homepage, NULL, NULL));
        json_object_del(json_object_get(json, "_expandable"), "homepage");
    }
    exchange_reply(exchange, 200, json);
}

/* As the index saw it `search_lag_ms` ago: new pages are missing, gone ones are still there. */
static bool is_indexed(const struct exchange *exchange, const struct page *page)
{
    int64_t seen = exchange->wiki->now_ms - exchange->sandbox->settings.search_lag_ms;
    if (page->type != PAGE_PAGE || page->created_ms > seen || page->status == PAGE_DRAFT ||
        !wiki_may_see(page, exchange->user))
        return false;
    return page->status == PAGE_CURRENT ||
           (page->status == PAGE_TRASHED && page->trashed_ms > seen);
}

/* False after a 400. */
static bool find(struct exchange *exchange, struct list *list)
{
    const char *text = request_argument(exchange->request, "cql");
    struct cql cql;
    if (!text || cql_parse(&cql, text) < 0) {
        char message[1024];
        snprintf(message, sizeof message, "Could not parse cql : %s", text ? text : "");
        error_v1(exchange, 400, "BadRequestException", message);
        return false;
    }
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        for (size_t j = 0; j < space->page_count; j++) {
            if (is_indexed(exchange, space->pages[j]) && cql_matches(&cql, space->pages[j]))
                list_add(list, space->pages[j]);
        }
    }
    return true;
}

static json_t *content_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_content(exchange, item, NULL, request_argument(exchange->request, "expand"));
}

static void search_content(struct exchange *exchange)
{
    struct list list = { 0 };
    if (find(exchange, &list))
        list_reply_v1(exchange, &list, USUAL, content_item);
}

static json_t *result_item(const struct exchange *exchange, const void *item)
{
    const struct page *page = item;
    char *url = shape_webui(page);
    json_t *json = json_pack("{s:o,s:s,s:s,s:s,s:{s:s,s:o},s:[],s:s,s:s,s:o,s:s,s:i}", "content",
        shape_v1_content(exchange, page, NULL, NULL), "title", page->title, "excerpt", "", "url",
        url, "resultGlobalContainer", "title", page->space->name, "displayUrl",
        json_sprintf("/spaces/%s", page->space->key), "breadcrumbs", "entityType", "content",
        "iconCssClass", "aui-icon content-type-page", "lastModified",
        shape_time(exchange->wiki, wiki_last(page)->when_ms), "friendlyLastModified",
        "just a moment ago", "score", 0);
    free(url);
    json_t *content = json_object_get(json, "content");
    json_object_set_new(content, "childTypes", json_object());
    json_object_set_new(content, "restrictions", json_object());
    return json;
}

static void search(struct exchange *exchange)
{
    struct list list = { 0 };
    if (!find(exchange, &list))
        return;
    size_t total = list.count;
    json_t *json = list_part_v1(exchange, &list, USUAL, result_item, true);
    json_object_set_new(json, "totalSize", json_integer((json_int_t)total));
    json_object_set_new(json, "cqlQuery", json_string(request_argument(exchange->request, "cql")));
    json_object_set_new(json, "searchDuration", json_integer(1));
    exchange_reply(exchange, 200, json);
}

const struct route routes_search[] = {
    { "GET", "/rest/api/user/current", get_current_user },
    { "GET", "/rest/api/space", list_spaces },
    { "GET", "/rest/api/space/{key}", get_space },
    { "GET", "/rest/api/search", search },
    { "GET", "/rest/api/content/search", search_content },
    { NULL, NULL, NULL },
};
