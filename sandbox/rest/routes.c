/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/routes.h"

#include "sandbox/rest/errors.h"
#include "sandbox/wiki/wiki_labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

struct page *routes_page(struct exchange *exchange, bool only_current)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    if (!page || !wiki_may_see(page, exchange->user) || page->type == PAGE_FOLDER ||
        (only_current && page->status == PAGE_TRASHED)) {
        error_no_page(exchange, exchange->values[0]);
        return NULL;
    }
    return page;
}

struct page *routes_page_to_edit(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, false);
    struct wiki_error error = { 0 };
    if (page && !wiki_may_edit(page, exchange->user)) {
        error_wiki(exchange, WIKI_NOT_ALLOWED, &error);
        return NULL;
    }
    return page;
}

struct attachment *routes_attachment(struct exchange *exchange, size_t index)
{
    struct attachment *attachment =
        wiki_find_attachment(exchange->wiki, exchange_id(exchange, index));
    if (attachment && !attachment->is_trashed && wiki_may_see(attachment->page, exchange->user))
        return attachment;
    struct wiki_error error = { 0 };
    snprintf(error.text, sizeof error.text, "%s", exchange->values[index]);
    error_wiki(exchange, WIKI_NO_ATTACHMENT, &error);
    return NULL;
}

const char *routes_text(const json_t *json, const char *name, char text[32])
{
    json_t *value = json_object_get(json, name);
    if (json_is_integer(value)) {
        snprintf(text, 32, "%lld", (long long)json_integer_value(value));
        return text;
    }
    const char *string = json_string_value(value);
    return string ? string : "";
}

int64_t routes_json_id(const json_t *json, const char *name)
{
    char text[32];
    return strtoll(routes_text(json, name, text), NULL, 10);
}

void routes_add_own_properties(struct exchange *exchange, struct page *page)
{
    static const char *const keys[] = { "page-title-property-draft",
        "page-title-property-published" };
    if (!exchange->sandbox->settings.editor_properties || !exchange_is_cloud(exchange))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *title = json_string(page->title);
        char *value = json_dumps(title, JSON_ENCODE_ANY);
        if (value)
            (void)wiki_property_create(exchange->wiki, page, keys[i], value, exchange->user);
        json_decref(title);
        free(value);
    }
}
