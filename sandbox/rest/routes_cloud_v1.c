/* SPDX-License-Identifier: MIT */
/* v1 routes that only Cloud has: move with a position, archive, long tasks, tree deletion, people.
 */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/rest/shapes_v1.h"
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

/* Somebody who wrote a version of a page, with this account; NULL. */
static const char *find_person(const struct exchange *exchange, const char *account_id)
{
    char account[64];
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        for (size_t j = 0; j < space->page_count; j++) {
            const struct page *page = space->pages[j];
            for (size_t k = 0; k < page->revision_count; k++) {
                shape_account(page->revisions[k].author, account);
                if (strcmp(account, account_id) == 0)
                    return page->revisions[k].author;
            }
        }
    }
    return NULL;
}

/* Nobody is no error. */
static void find_people(struct exchange *exchange)
{
    const char *account = request_argument(exchange->request, "accountId");
    if (account == NULL) {
        error_v1(exchange, 400, "BadRequestException", "accountId is required");
        return;
    }
    const char *user = find_person(exchange, account);
    json_t *people = json_array();
    if (user != NULL)
        json_array_append_new(people, shape_v1_user(exchange, user));
    exchange_reply(exchange, 200,
        json_pack("{s:o,s:i,s:i,s:i,s:{s:s,s:s}}", "results", people, "start", 0, "limit", 100,
            "size", user != NULL, "_links", "base", exchange->sandbox->base, "context",
            exchange->sandbox->options.context));
}

const struct route routes_cloud_v1[] = {
    { "GET", "/rest/api/user/bulk", find_people },
    { "PUT", "/rest/api/content/{id}/move/{position}/{target}", move_page },
    { "POST", "/rest/api/content/archive", archive_pages },
    { "GET", "/rest/api/longtask/{id}", get_task },
    { "DELETE", "/rest/api/content/{id}/pageTree", delete_tree },
    { NULL, NULL, NULL },
};
