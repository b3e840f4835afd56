/* SPDX-License-Identifier: MIT */
/* v1: labels, properties by key, restrictions. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes_v1.h"
#include "sandbox/wiki/wiki_labels.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_LABELS = 200, USUAL_PROPERTIES = 10 };

static json_t *label_item(const struct exchange *exchange, const void *item)
{
    return shape_v1_label(exchange, item);
}

static void reply_labels(struct exchange *exchange, const struct page *page)
{
    struct list list = { 0 };
    for (size_t i = 0; i < page->label_count; i++)
        list_add(&list, &page->labels[i]);
    list_reply_v1(exchange, &list, USUAL_LABELS, label_item);
}

static void list_labels(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    if (page)
        reply_labels(exchange, page);
}

static void add_labels(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    enum wiki_result result = json_is_array(json) ? WIKI_OK : WIKI_BAD_LABEL;
    struct wiki_error error = { 0 };
    size_t i;
    json_t *item;
    if (!json)
        return;
    json_array_foreach(json, i, item)
    {
        const char *prefix = json_string_value(json_object_get(item, "prefix"));
        const char *name = json_string_value(json_object_get(item, "name"));
        if (result == WIKI_OK)
            result = !name ? WIKI_BAD_LABEL
                           : wiki_label_add(exchange->wiki, page, prefix ? prefix : "global", name);
    }
    if (result == WIKI_OK)
        reply_labels(exchange, page);
    else
        error_wiki(exchange, result, &error);
    json_decref(json);
}

static void remove_label(struct exchange *exchange, struct page *page, const char *name)
{
    if (!name || !*name)
        error_bad_request(exchange, "The label's name is required");
    else if (!wiki_label_remove(page, name) && !exchange_is_cloud(exchange))
        error_v1(exchange, 404, "NotFoundException", "No label found");
    else
        response_set_empty(exchange->response, 204);
}

static void remove_label_by_argument(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    if (page)
        remove_label(exchange, page, request_argument(exchange->request, "name"));
}

static void remove_label_by_path(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    if (page)
        remove_label(exchange, page, exchange->values[1]);
}

static json_t *property_item(const struct exchange *exchange, const void *item)
{
    const struct page *page =
        wiki_find_page(exchange->wiki, strtoll(exchange->values[0], NULL, 10));
    return shape_v1_property(exchange, page, item);
}

static void list_properties(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    for (size_t i = 0; page && i < page->property_count; i++)
        list_add(&list, &page->properties[i]);
    if (page)
        list_reply_v1(exchange, &list, USUAL_PROPERTIES, property_item);
}

static void refuse(struct exchange *exchange, enum wiki_result result, const char *key)
{
    char message[512];
    const struct property *property = NULL;
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    if (page)
        property = wiki_property_find(page, key);
    if (result == WIKI_TOO_LARGE) {
        error_v1(exchange, 413, "BadRequestException", "Content property value is too long");
    } else if (result == WIKI_EXISTS) {
        snprintf(message, sizeof message, "Property with key [%s] already exists", key);
        error_v1(exchange, 400, "BadRequestException", message);
    } else {
        struct wiki_error error = { .number = property ? property->version : 0 };
        error_wiki(exchange, WIKI_VERSION, &error);
    }
}

static void write_property(struct exchange *exchange, struct page *page, const json_t *json,
    const char *key, bool must_be_new)
{
    json_t *given = json_object_get(json, "value");
    int64_t version = routes_json_id(json_object_get(json, "version"), "number");
    struct property *property = wiki_property_find(page, key);
    enum wiki_result result;
    char *value = given ? json_dumps(given, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if (!value) {
        error_bad_request(exchange, "The property's value is required");
        return;
    }
    if (must_be_new || !property)
        result = !must_be_new && version != 1
                     ? WIKI_VERSION
                     : wiki_property_create(exchange->wiki, page, key, value, exchange->user);
    else
        result = wiki_property_update(exchange->wiki, page, property, value, version);
    if (result == WIKI_OK)
        exchange_reply(
            exchange, 200, shape_v1_property(exchange, page, wiki_property_find(page, key)));
    else
        refuse(exchange, result, key);
    free(value);
}

static void create_property(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    const char *key = json_string_value(json_object_get(json, "key"));
    if (exchange->value_count > 1)
        key = exchange->values[1];
    if (json && key)
        write_property(exchange, page, json, key, true);
    else if (json)
        error_bad_request(exchange, "The property's key is required");
    json_decref(json);
}

static void put_property(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    if (json)
        write_property(exchange, page, json, exchange->values[1], false);
    json_decref(json);
}

static struct property *find_property(struct exchange *exchange, struct page *page)
{
    struct property *property = wiki_property_find(page, exchange->values[1]);
    struct wiki_error error = { 0 };
    snprintf(error.text, sizeof error.text, "%s", exchange->values[1]);
    if (!property)
        error_wiki(exchange, WIKI_NO_PROPERTY, &error);
    return property;
}

static void get_property(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct property *property = page ? find_property(exchange, page) : NULL;
    if (property)
        exchange_reply(exchange, 200, shape_v1_property(exchange, page, property));
}

static void delete_property(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    struct property *property = page ? find_property(exchange, page) : NULL;
    if (!property)
        return;
    wiki_property_remove(page, property);
    response_set_empty(exchange->response, 204);
}

static json_t *restriction(const struct exchange *exchange, const char *operation, const char *user)
{
    json_t *users = json_array();
    if (user)
        json_array_append_new(users, shape_v1_user(exchange, user));
    return json_pack("{s:s,s:{s:{s:o,s:I},s:{s:[],s:i}}}", "operation", operation, "restrictions",
        "user", "results", users, "size", (json_int_t)(user ? 1 : 0), "group", "results", "size",
        0);
}

static void reply_restrictions(struct exchange *exchange, const struct page *page)
{
    exchange_reply(exchange, 200,
        json_pack("{s:[o,o],s:i,s:s}", "results", restriction(exchange, "read", page->viewer),
            restriction(exchange, "update", page->editor), "size", 2, "restrictionsHash", ""));
}

static void get_restrictions(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    if (page)
        reply_restrictions(exchange, page);
}

static void get_restrictions_by_operation(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    if (page)
        exchange_reply(exchange, 200,
            json_pack("{s:o,s:o}", "read", restriction(exchange, "read", page->viewer), "update",
                restriction(exchange, "update", page->editor)));
}

/* Whoever is named: only the asking user keeps the right. */
static void put_restrictions(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    json_t *list = json_is_array(json) ? json : json_object_get(json, "results");
    size_t i;
    json_t *item;
    if (!json)
        return;
    json_array_foreach(list, i, item)
    {
        const char *operation = json_string_value(json_object_get(item, "operation"));
        bool is_read = operation && strcmp(operation, "read") == 0;
        char **whose = is_read ? &page->viewer : &page->editor;
        free(*whose);
        *whose = memory_copy_text(exchange->user);
        page->is_dirty = true;
    }
    reply_restrictions(exchange, page);
    json_decref(json);
}

static void delete_restrictions(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    if (!page)
        return;
    memory_free(&page->viewer);
    memory_free(&page->editor);
    page->is_dirty = true;
    reply_restrictions(exchange, page);
}

const struct route routes_labels[] = {
    { "GET", "/rest/api/content/{id}/label", list_labels },
    { "POST", "/rest/api/content/{id}/label", add_labels },
    { "DELETE", "/rest/api/content/{id}/label", remove_label_by_argument },
    { "DELETE", "/rest/api/content/{id}/label/{name}", remove_label_by_path },
    { "GET", "/rest/api/content/{id}/property", list_properties },
    { "POST", "/rest/api/content/{id}/property", create_property },
    { "POST", "/rest/api/content/{id}/property/{key}", create_property },
    { "GET", "/rest/api/content/{id}/property/{key}", get_property },
    { "PUT", "/rest/api/content/{id}/property/{key}", put_property },
    { "DELETE", "/rest/api/content/{id}/property/{key}", delete_property },
    { "GET", "/rest/api/content/{id}/restriction", get_restrictions },
    { "GET", "/rest/api/content/{id}/restriction/byOperation", get_restrictions_by_operation },
    { "PUT", "/rest/api/content/{id}/restriction", put_restrictions },
    { "POST", "/rest/api/content/{id}/restriction", put_restrictions },
    { "DELETE", "/rest/api/content/{id}/restriction", delete_restrictions },
    { NULL, NULL, NULL },
};
