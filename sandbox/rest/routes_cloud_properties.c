/* SPDX-License-Identifier: MIT */
/* Cloud v2: content properties, inline comments, versions. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/wiki/wiki_labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL = 25 };

static json_t *property_item(const struct exchange *exchange, const void *item)
{
    return shape_v2_property(exchange, item);
}

static json_t *version_item(const struct exchange *exchange, const void *item)
{
    return shape_v2_version(exchange->wiki, item);
}

static void list_properties(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    const char *key = request_argument(exchange->request, "key");
    struct list list = { 0 };
    for (size_t i = 0; page && i < page->property_count; i++) {
        if (!key || strcmp(key, page->properties[i].key) == 0)
            list_add(&list, &page->properties[i]);
    }
    if (page)
        list_reply_v2(exchange, &list, USUAL, property_item);
}

static struct property *find_property(struct exchange *exchange, struct page *page)
{
    struct property *property = wiki_property_find_by_id(page, exchange_id(exchange, 1));
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
        exchange_reply(exchange, 200, shape_v2_property(exchange, property));
}

static void refuse(struct exchange *exchange, enum wiki_result result, const char *key,
    const struct property *property)
{
    char message[512];
    if (result == WIKI_TOO_LARGE) {
        error_v2(exchange, 413, "REQUEST_ENTITY_TOO_LARGE",
            "Content property value is larger than 32 KB");
        return;
    }
    bool as_400 = result == WIKI_EXISTS && exchange->sandbox->settings.property_exists_400;
    if (result == WIKI_EXISTS)
        snprintf(message, sizeof message, "Property with key [%s] already exists", key);
    else
        snprintf(message, sizeof message,
            "Version must be incremented when updating a property. Current Version: [%lld]",
            (long long)(property ? property->version : 0));
    error_v2(exchange, as_400 ? 400 : 409, as_400 ? "BAD_REQUEST" : "CONFLICT", message);
}

/* The JSON's `value` as text; NULL after a 400. The caller owns it. */
static char *read_value(struct exchange *exchange, const json_t *json)
{
    json_t *value = json_object_get(json, "value");
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if (!text)
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "'value' is required");
    return text;
}

static void create_property(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *json = page ? exchange_json(exchange) : NULL;
    const char *key = json_string_value(json_object_get(json, "key"));
    char *value = json ? read_value(exchange, json) : NULL;
    if (json && !key)
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "'key' is required");
    else if (value) {
        enum wiki_result result =
            wiki_property_create(exchange->wiki, page, key, value, exchange->user);
        if (result == WIKI_OK)
            exchange_reply(
                exchange, 200, shape_v2_property(exchange, wiki_property_find(page, key)));
        else
            refuse(exchange, result, key, NULL);
    }
    free(value);
    json_decref(json);
}

static void update_property(struct exchange *exchange)
{
    struct page *page = routes_page_to_edit(exchange);
    struct property *property = page ? find_property(exchange, page) : NULL;
    json_t *json = property ? exchange_json(exchange) : NULL;
    char *value = json ? read_value(exchange, json) : NULL;
    if (value) {
        int64_t version = routes_json_id(json_object_get(json, "version"), "number");
        enum wiki_result result =
            wiki_property_update(exchange->wiki, page, property, value, version);
        if (result == WIKI_OK)
            exchange_reply(exchange, 200, shape_v2_property(exchange, property));
        else
            refuse(exchange, result, property->key, property);
    }
    free(value);
    json_decref(json);
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

static void list_versions(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, false);
    struct list list = { 0 };
    for (size_t i = page ? page->revision_count : 0; i > 0; i--)
        list_add(&list, &page->revisions[i - 1]);
    if (page)
        list_reply_v2(exchange, &list, USUAL, version_item);
}

static json_t *comment_item(const struct exchange *exchange, const void *item)
{
    const struct comment *comment = item;
    const struct page *page =
        wiki_find_page(exchange->wiki, strtoll(exchange->values[0], NULL, 10));
    return shape_v2_comment(exchange, page, comment);
}

static void list_comments(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    const char *wanted = request_argument(exchange->request, "resolution-status");
    struct list list = { 0 };
    for (size_t i = 0; page && i < page->comment_count; i++) {
        const char *state = page->comments[i].is_resolved ? "resolved" : "open";
        if (!wanted || strcmp(wanted, state) == 0)
            list_add(&list, &page->comments[i]);
    }
    if (page)
        list_reply_v2(exchange, &list, USUAL, comment_item);
}

const struct route routes_cloud_properties[] = {
    { "GET", "/api/v2/pages/{id}/properties", list_properties },
    { "POST", "/api/v2/pages/{id}/properties", create_property },
    { "GET", "/api/v2/pages/{id}/properties/{property}", get_property },
    { "PUT", "/api/v2/pages/{id}/properties/{property}", update_property },
    { "DELETE", "/api/v2/pages/{id}/properties/{property}", delete_property },
    { "GET", "/api/v2/pages/{id}/versions", list_versions },
    { "GET", "/api/v2/pages/{id}/inline-comments", list_comments },
    { NULL, NULL, NULL },
};
