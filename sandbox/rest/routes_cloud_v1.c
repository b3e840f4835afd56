/* SPDX-License-Identifier: MIT */
/* v1 routes that only Cloud has: move with a position, archive, long tasks, tree deletion. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/routes.h"
#include "sandbox/wiki/wiki_pages.h"

#include <string.h>

#include <jansson.h>

static void move_page(struct exchange *exchange)
{
    static const char *const names[] = {
        [PLACE_APPEND] = "append", [PLACE_BEFORE] = "before", [PLACE_AFTER] = "after"
    };
    struct page *page = routes_page_to_edit(exchange);
    struct page *target = wiki_find_page(exchange->wiki, exchange_id(exchange, 2));
    struct wiki_error error = { 0 };
    if (!page)
        return;
    if (!target || target->status == PAGE_TRASHED || !wiki_may_see(target, exchange->user)) {
        error_no_page(exchange, exchange->values[2]);
        return;
    }
    for (enum wiki_place place = PLACE_APPEND; place <= PLACE_AFTER; place++) {
        if (strcmp(exchange->values[1], names[place]) != 0)
            continue;
        enum wiki_result result = wiki_page_move(exchange->wiki, page, target, place, &error);
        if (result == WIKI_OK)
            exchange_reply(exchange, 200, json_pack("{s:s}", "pageId", exchange->values[0]));
        else
            error_wiki(exchange, result, &error);
        return;
    }
    error_bad_request(exchange, "Position must be one of: before, after, append");
}

static void reply_task(struct exchange *exchange)
{
    struct sandbox *sandbox = exchange->sandbox;
    sandbox->last_task = wiki_take_id(exchange->wiki);
    exchange_reply(exchange, 202,
        json_pack("{s:o,s:{s:o}}", "id", json_sprintf("%lld", (long long)sandbox->last_task),
            "links", "status",
            json_sprintf("/rest/api/longtask/%lld", (long long)sandbox->last_task)));
}

static void archive_pages(struct exchange *exchange)
{
    json_t *json = exchange_json(exchange);
    json_t *pages = json_object_get(json, "pages");
    size_t i;
    json_t *item;
    if (!json)
        return;
    json_array_foreach(pages, i, item)
    {
        json_t *id = json_object_get(item, "id");
        struct page *page = wiki_find_page(exchange->wiki, json_integer_value(id));
        if (!json_is_integer(id) || !page || page->status != PAGE_CURRENT) {
            error_bad_request(exchange, "pages must hold the numeric ids of current pages");
            goto done;
        }
    }
    json_array_foreach(pages, i, item) wiki_page_archive(exchange->wiki,
        wiki_find_page(exchange->wiki, json_integer_value(json_object_get(item, "id"))));
    reply_task(exchange);
done:
    json_decref(json);
}

static void get_task(struct exchange *exchange)
{
    exchange_reply(exchange, 200,
        json_pack("{s:s,s:{s:s,s:[]},s:i,s:i,s:b,s:b,s:[]}", "id", exchange->values[0], "name",
            "key", "com.atlassian.confluence.extra.flyingpdf.exporttaskname", "args", "elapsedTime",
            1, "percentageComplete", 100, "successful", 1, "finished", 1, "messages"));
}

static void delete_tree(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    if (!page)
        return;
    wiki_page_trash_tree(exchange->wiki, page);
    reply_task(exchange);
}

const struct route routes_cloud_v1[] = {
    { "PUT", "/rest/api/content/{id}/move/{position}/{target}", move_page },
    { "POST", "/rest/api/content/archive", archive_pages },
    { "GET", "/rest/api/longtask/{id}", get_task },
    { "DELETE", "/rest/api/content/{id}/pageTree", delete_tree },
    { NULL, NULL, NULL },
};
