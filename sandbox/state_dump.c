/* SPDX-License-Identifier: MIT */
#include "sandbox/state_dump.h"

#include "sandbox/rest/shapes.h"
#include "sandbox/wiki/wiki_pages.h"

static json_t *dump_id(const struct page *page)
{
    return page ? shape_id(page->id) : json_null();
}

static json_t *dump_labels(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->label_count; i++)
        json_array_append_new(list, json_string(page->labels[i].name));
    return list;
}

static json_t *dump_properties(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->property_count; i++) {
        const struct property *property = &page->properties[i];
        json_t *value = json_loads(property->value, JSON_DECODE_ANY, NULL);
        json_array_append_new(list,
            json_pack("{s:o,s:s,s:o,s:I}", "id", shape_id(property->id), "key", property->key,
                "value", value ? value : json_null(), "version", (json_int_t)property->version));
    }
    return list;
}

static json_t *dump_attachments(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->attachment_count; i++) {
        const struct attachment *attachment = page->attachments[i];
        const struct file_revision *last = wiki_last_file(attachment);
        json_array_append_new(list,
            json_pack("{s:o,s:s,s:s,s:I,s:I,s:s,s:s,s:s,s:b}", "id", shape_id(attachment->id),
                "name", attachment->name, "sha256", last->digest, "size", (json_int_t)last->size,
                "version", (json_int_t)last->number, "mediaType", last->media_type, "comment",
                last->comment, "author", last->author, "trashed", attachment->is_trashed));
    }
    return list;
}

static json_t *dump_comments(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->comment_count; i++) {
        const struct comment *comment = &page->comments[i];
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:b}", "ref", comment->ref, "selection",
                      comment->selection, "text", comment->text, "author", comment->author,
                      "resolved", comment->is_resolved));
    }
    return list;
}

json_t *state_dump_page(const struct page *page)
{
    const struct revision *last = wiki_last(page);
    json_t *json = json_pack("{s:o,s:s,s:s,s:o,s:s,s:s,s:I,s:I}", "id", shape_id(page->id), "type",
        page->type == PAGE_FOLDER ? "folder" : "page", "title", page->title, "parent",
        dump_id(page->parent), "space", page->space->key, "status", wiki_status_name(page->status),
        "position", (json_int_t)page->position, "version", (json_int_t)last->number);
    json_object_set_new(json, "author", json_string(page->author));
    json_object_set_new(json, "editor", json_string(last->author));
    json_object_set_new(json, "message", json_string(last->message));
    json_object_set_new(json, "body", json_string(last->body));
    json_object_set_new(json, "sent", json_string(last->sent));
    json_object_set_new(json, "labels", dump_labels(page));
    json_object_set_new(json, "properties", dump_properties(page));
    json_object_set_new(json, "attachments", dump_attachments(page));
    json_object_set_new(json, "comments", dump_comments(page));
    json_object_set_new(json, "viewer", page->viewer ? json_string(page->viewer) : json_null());
    return json;
}

json_t *state_dump(const struct exchange *exchange)
{
    json_t *spaces = json_array();
    json_t *pages = json_array();
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        json_array_append_new(
            spaces, json_pack("{s:o,s:s,s:s,s:o}", "id", shape_id(space->id), "key", space->key,
                        "name", space->name, "homepage", dump_id(space->homepage)));
        for (size_t j = 0; j < space->page_count; j++)
            json_array_append_new(pages, state_dump_page(space->pages[j]));
    }
    return json_pack("{s:s,s:s,s:o,s:o}", "edition",
        exchange_is_cloud(exchange) ? "cloud" : "datacenter", "base", exchange->sandbox->base,
        "spaces", spaces, "pages", pages);
}
