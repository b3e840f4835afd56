/* SPDX-License-Identifier: MIT */
#include "sandbox/control_routes.h"

#include "base/memory.h"
#include "sandbox/record.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/routes.h"
#include "sandbox/state_dump.h"
#include "sandbox/wiki/wiki_comments.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static void reply_problem(struct exchange *exchange, int status, const char *message)
{
    exchange_reply(exchange, status, json_pack("{s:s}", "error", message));
}

static void get_state(struct exchange *exchange)
{
    exchange_reply(exchange, 200, state_dump(exchange));
}

static void get_page(struct exchange *exchange)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    if (page)
        exchange_reply(exchange, 200, state_dump_page(page));
    else
        reply_problem(exchange, 404, "no such page");
}

static void get_record(struct exchange *exchange)
{
    exchange_reply(exchange, 200,
        record_list(exchange->sandbox->record, request_number(exchange->request, "from", 0)));
}

static void reset_record(struct exchange *exchange)
{
    record_reset(exchange->sandbox->record);
    response_set_empty(exchange->response, 204);
}

static void get_settings(struct exchange *exchange)
{
    json_t *json = json_object();
    for (const struct setting *s = setting_list; s->name; s++)
        json_object_set_new(
            json, s->name, json_integer(*settings_find(&exchange->sandbox->settings, s->name)));
    exchange_reply(exchange, 200, json);
}

static void put_settings(struct exchange *exchange)
{
    json_t *json = exchange_json(exchange);
    const char *name;
    json_t *value;
    if (!json)
        return;
    json_object_foreach(json, name, value)
    {
        int64_t *place = settings_find(&exchange->sandbox->settings, name);
        if (!place || !(json_is_integer(value) || json_is_boolean(value))) {
            reply_problem(exchange, 400, "unknown setting, or its value is no number");
            json_decref(json);
            return;
        }
        *place = json_is_integer(value) ? json_integer_value(value) : json_is_true(value);
    }
    json_decref(json);
    get_settings(exchange);
}

static void list_faults(struct exchange *exchange)
{
    const struct faults *faults = exchange->sandbox->faults;
    json_t *list = json_array();
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        json_array_append_new(list,
            json_pack("{s:s,s:s,s:s,s:s,s:i,s:I,s:I}", "name", fault->name, "method", fault->method,
                "path", fault->glob, "action", fault_action_name(fault->action), "status",
                fault->status, "seen", (json_int_t)fault->seen, "fired", (json_int_t)fault->fired));
    }
    exchange_reply(exchange, 200, list);
}

static void add_faults(struct exchange *exchange)
{
    char message[512];
    if (faults_add(
            exchange->sandbox->faults, exchange->request->body.data, message, sizeof message) < 0)
        reply_problem(exchange, 400, message);
    else
        list_faults(exchange);
}

static void remove_faults(struct exchange *exchange)
{
    faults_remove(exchange->sandbox->faults, request_argument(exchange->request, "name"));
    response_set_empty(exchange->response, 204);
}

/* The JSON body, or an empty object when there is none. */
static json_t *read_order(struct exchange *exchange)
{
    return exchange->request->body.length ? exchange_json(exchange) : json_object();
}

static const char *order_text(const json_t *order, const char *name, const char *missing)
{
    const char *text = json_string_value(json_object_get(order, name));
    return text ? text : missing;
}

static void reply_result(struct exchange *exchange, const struct page *page,
    enum wiki_result result, const struct wiki_error *error)
{
    static const char *const words[] = { [WIKI_TITLE_TAKEN] = "the title is taken",
        [WIKI_TITLE_EMPTY] = "the title is empty",
        [WIKI_NO_PARENT] = "no such parent",
        [WIKI_LOOP] = "the parent lies below the page",
        [WIKI_VERSION] = "the version is wrong" };
    if (result == WIKI_OK)
        exchange_reply(exchange, 200, state_dump_page(page));
    else if (result == WIKI_XHTML)
        reply_problem(exchange, 400, error->text);
    else
        reply_problem(
            exchange, 400, result <= WIKI_LOOP && words[result] ? words[result] : "refused");
}

/* {user, space, parent, title, body} */
static void create_page(struct exchange *exchange)
{
    json_t *order = read_order(exchange);
    struct wiki_error error = { 0 };
    struct page *page = NULL;
    if (!order)
        return;
    const char *key = order_text(order, "space", exchange->sandbox->options.space);
    struct page_write write = { .space = wiki_find_space(exchange->wiki, key),
        .parent = wiki_find_page(exchange->wiki, routes_json_id(order, "parent")),
        .title = order_text(order, "title", ""),
        .body = order_text(order, "body", ""),
        .author = order_text(order, "user", "somebody") };
    if (strcmp(order_text(order, "type", "page"), "folder") == 0)
        write.type = PAGE_FOLDER;
    if (strcmp(order_text(order, "status", "current"), "draft") == 0)
        write.status = PAGE_DRAFT;
    if (!write.space)
        reply_problem(exchange, 404, "no such space");
    else
        reply_result(
            exchange, page, wiki_page_create(exchange->wiki, &write, &page, &error), &error);
    json_decref(order);
}

static void edit(struct exchange *exchange, struct page *page, const json_t *order)
{
    struct wiki_error error = { 0 };
    struct page_write write = { .parent =
                                    wiki_find_page(exchange->wiki, routes_json_id(order, "parent")),
        .title = order_text(order, "title", NULL),
        .body = order_text(order, "body", NULL),
        .message = order_text(order, "message", NULL),
        .author = order_text(order, "user", "somebody") };
    reply_result(exchange, page, wiki_page_update(exchange->wiki, page, &write, &error), &error);
}

static void move(struct exchange *exchange, struct page *page, const json_t *order)
{
    struct wiki_error error = { 0 };
    struct page *parent = wiki_find_page(exchange->wiki, routes_json_id(order, "parent"));
    if (!parent && json_object_get(order, "parent"))
        reply_problem(exchange, 404, "no such parent");
    else
        reply_result(exchange, page,
            wiki_page_move(exchange->wiki, page, parent, PLACE_APPEND, &error), &error);
}

static void trash(struct exchange *exchange, struct page *page, const json_t *order)
{
    if (json_is_true(json_object_get(order, "tree")))
        wiki_page_trash_tree(exchange->wiki, page);
    else
        wiki_page_trash(exchange->wiki, page);
    exchange_reply(exchange, 200, state_dump_page(page));
}

static void restore(struct exchange *exchange, struct page *page, const json_t *order)
{
    struct wiki_error error = { 0 };
    struct page_write write = { .author = order_text(order, "user", "somebody") };
    /* A person can bring back from the archive, too; no client can. */
    if (page->status == PAGE_ARCHIVED) {
        wiki_page_unarchive(page);
        reply_result(exchange, page, WIKI_OK, &error);
    } else if (page->status != PAGE_TRASHED) {
        reply_problem(exchange, 400, "the page is neither in the trash nor in the archive");
    } else {
        reply_result(
            exchange, page, wiki_page_restore(exchange->wiki, page, &write, &error), &error);
    }
}

static void purge(struct exchange *exchange, struct page *page, const json_t *order)
{
    (void)order;
    if (page->status != PAGE_TRASHED)
        wiki_page_trash(exchange->wiki, page);
    (void)wiki_page_purge(exchange->wiki, page); /* it is in the trash now */
    response_set_empty(exchange->response, 204);
}

static void archive(struct exchange *exchange, struct page *page, const json_t *order)
{
    (void)order;
    wiki_page_archive(exchange->wiki, page);
    exchange_reply(exchange, 200, state_dump_page(page));
}

static void comment(struct exchange *exchange, struct page *page, const json_t *order)
{
    struct comment *added =
        wiki_comment_add(exchange->wiki, page, order_text(order, "selection", ""),
            order_text(order, "text", "A comment"), order_text(order, "user", "somebody"));
    if (!added)
        reply_problem(exchange, 400, "the selection does not occur in the page's text");
    else
        exchange_reply(exchange, 200, state_dump_page(page));
}

static void set_name(char **place, const json_t *order, const char *name)
{
    json_t *value = json_object_get(order, name);
    if (!value)
        return;
    free(*place);
    *place = memory_copy_text(json_string_value(value));
}

/* {viewer, editor}: the only users who may; null for everybody. */
static void restrict_page(struct exchange *exchange, struct page *page, const json_t *order)
{
    set_name(&page->viewer, order, "viewer");
    set_name(&page->editor, order, "editor");
    page->is_dirty = true;
    exchange_reply(exchange, 200, state_dump_page(page));
}

struct verb {
    const char *name;
    void (*act)(struct exchange *exchange, struct page *page, const json_t *order);
};

static const struct verb verbs[] = {
    { "edit", edit },
    { "move", move },
    { "trash", trash },
    { "restore", restore },
    { "purge", purge },
    { "archive", archive },
    { "comment", comment },
    { "restrict", restrict_page },
};

/* The page by its id, or by `title:...`. */
static struct page *find_page(struct exchange *exchange)
{
    const char *value = exchange->values[0];
    if (strncmp(value, "title:", 6) == 0)
        return wiki_find_title(exchange->wiki, exchange->wiki->spaces[0], value + 6);
    return wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
}

static void act(struct exchange *exchange)
{
    struct page *page = find_page(exchange);
    json_t *order = page ? read_order(exchange) : NULL;
    if (!page)
        reply_problem(exchange, 404, "no such page");
    for (size_t i = 0; order && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, exchange->values[1]) != 0)
            continue;
        verbs[i].act(exchange, page, order);
        json_decref(order);
        return;
    }
    if (order)
        reply_problem(exchange, 404, "no such verb");
    json_decref(order);
}

static void create_space(struct exchange *exchange)
{
    json_t *order = read_order(exchange);
    const char *key = order_text(order, "key", NULL);
    if (order && key && !wiki_find_space(exchange->wiki, key)) {
        wiki_add_space(exchange->wiki, key, order_text(order, "name", key));
        response_set_empty(exchange->response, 204);
    } else if (order) {
        reply_problem(exchange, 400, "`key` is missing or there is such a space");
    }
    json_decref(order);
}

static const struct route routes[] = {
    { "GET", "/_sandbox/state", get_state },
    { "GET", "/_sandbox/record", get_record },
    { "DELETE", "/_sandbox/record", reset_record },
    { "GET", "/_sandbox/settings", get_settings },
    { "PUT", "/_sandbox/settings", put_settings },
    { "GET", "/_sandbox/faults", list_faults },
    { "POST", "/_sandbox/faults", add_faults },
    { "DELETE", "/_sandbox/faults", remove_faults },
    { "POST", "/_sandbox/spaces", create_space },
    { "POST", "/_sandbox/pages", create_page },
    { "GET", "/_sandbox/pages/{id}", get_page },
    { "POST", "/_sandbox/pages/{id}/{verb}", act },
    { NULL, NULL, NULL },
};

/* A page in somebody's browser must not reach these. */
static bool is_foreign(const struct request *request)
{
    const char *origin = request_header(request, "Origin");
    return *origin != '\0' && strncmp(origin, "http://127.0.0.1:", 17) != 0;
}

void control_answer(struct exchange *exchange)
{
    if (is_foreign(exchange->request))
        reply_problem(exchange, 403, "only for this computer");
    else if (exchange_route(exchange, routes) != MATCH_HANDLED)
        reply_problem(exchange, 404, "no such control route");
}
