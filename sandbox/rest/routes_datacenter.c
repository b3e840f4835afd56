/* SPDX-License-Identifier: MIT */
/* What only Data Center has: its version, read-only mode, the list of versions, movepage.action. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes_v1.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL = 200 };

static void get_server_information(struct exchange *exchange)
{
    exchange_reply(exchange, 200,
        json_pack("{s:s,s:i,s:s,s:s,s:s}", "version", "9.2.1", "buildNumber", 9201, "buildDate",
            "2026-01-15", "title", "Sandbox", "baseUrl", exchange->sandbox->base));
}

static void get_access_mode(struct exchange *exchange)
{
    const char *mode = exchange->sandbox->settings.read_only ? "READ_ONLY" : "READ_WRITE";
    exchange_reply(exchange, 200, json_string(mode));
}

static void get_manifest(struct exchange *exchange)
{
    static const char manifest[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><manifest>"
        "<name>Sandbox</name><typeId>confluence</typeId><version>9.2.1</version>"
        "<buildNumber>9201</buildNumber></manifest>";
    response_set(exchange->response, 200, "application/xml", manifest, sizeof manifest - 1);
}

static json_t *version_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_version(exchange, strtoll(exchange->values[0], NULL, 10), item);
}

static void list_versions(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    for (size_t i = page ? page->revision_count : 0; i > 0; i--)
        list_add(&list, &page->revisions[i - 1]);
    if (page)
        list_reply_v1(exchange, &list, USUAL, version_item);
}

static void reply_action_error(struct exchange *exchange, const char *message)
{
    exchange_reply(exchange, 200, json_pack("{s:[s]}", "actionErrors", message));
}

/* Refusals come with 200 here. */
static void move_page(struct exchange *exchange)
{
    const char *position = request_argument(exchange->request, "position");
    struct page *page =
        wiki_find_page(exchange->wiki, request_number(exchange->request, "pageId", 0));
    struct page *target =
        wiki_find_page(exchange->wiki, request_number(exchange->request, "targetId", 0));
    bool is_top = position && strcmp(position, "topLevel") == 0;
    enum wiki_place place = PLACE_APPEND;
    struct wiki_error error = { 0 };
    if (!page || page->status != PAGE_CURRENT || !wiki_may_edit(page, exchange->user)) {
        reply_action_error(exchange, "The page you are trying to move does not exist.");
        return;
    }
    if (!is_top && (!target || target->status != PAGE_CURRENT)) {
        reply_action_error(exchange, "The target page does not exist.");
        return;
    }
    if (position && strcmp(position, "above") == 0)
        place = PLACE_BEFORE;
    else if (position && strcmp(position, "below") == 0)
        place = PLACE_AFTER;
    if (wiki_page_move(exchange->wiki, page, is_top ? NULL : target, place, &error) != WIKI_OK) {
        reply_action_error(exchange, "You cannot move a page to one of its descendants.");
        return;
    }
    exchange_reply(exchange, 200,
        json_pack("{s:{s:I,s:s}}", "page", "id", (json_int_t)page->id, "title", page->title));
}

const struct route routes_datacenter[] = {
    { "GET", "/rest/api/server-information", get_server_information },
    { "GET", "/rest/api/accessmode", get_access_mode },
    { "GET", "/rest/applinks/1.0/manifest", get_manifest },
    { "GET", "/rest/experimental/content/{id}/version", list_versions },
    { "POST", "/pages/movepage.action", move_page },
    { NULL, NULL, NULL },
};
