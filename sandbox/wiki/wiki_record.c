/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_record.h"

#include "base/memory.h"
#include "sandbox/wiki/wiki_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static char *dump(json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (!text)
        abort();
    return text;
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

char *wiki_record_of_space(const struct space *space)
{
    return dump(
        json_pack("{s:I,s:s,s:s,s:s,s:I,s:I}", "id", (json_int_t)space->id, "key", space->key,
            "name", space->name, "author", space->author, "created", (json_int_t)space->created_ms,
            "homepage", (json_int_t)(space->homepage ? space->homepage->id : 0)));
}

static json_t *pack_revisions(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->revision_count; i++) {
        const struct revision *r = &page->revisions[i];
        json_array_append_new(
            list, json_pack("{s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:b}", "number", (json_int_t)r->number,
                      "when", (json_int_t)r->when_ms, "title", r->title, "body", r->body, "sent",
                      r->sent, "message", r->message, "author", r->author, "minor", r->is_minor));
    }
    return list;
}

static json_t *pack_files(const struct attachment *attachment)
{
    json_t *list = json_array();
    for (size_t i = 0; i < attachment->revision_count; i++) {
        const struct file_revision *r = &attachment->revisions[i];
        json_array_append_new(
            list, json_pack("{s:I,s:I,s:s,s:s,s:s,s:s,s:b}", "number", (json_int_t)r->number,
                      "when", (json_int_t)r->when_ms, "type", r->media_type, "comment", r->comment,
                      "author", r->author, "digest", r->digest, "minor", r->is_minor));
    }
    return list;
}

static json_t *pack_attachments(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->attachment_count; i++) {
        const struct attachment *a = page->attachments[i];
        json_array_append_new(
            list, json_pack("{s:I,s:s,s:s,s:b,s:o}", "id", (json_int_t)a->id, "name", a->name,
                      "file", a->file_id, "trashed", a->is_trashed, "revisions", pack_files(a)));
    }
    return list;
}

static json_t *pack_labels(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->label_count; i++)
        json_array_append_new(
            list, json_pack("{s:I,s:s,s:s}", "id", (json_int_t)page->labels[i].id, "prefix",
                      page->labels[i].prefix, "name", page->labels[i].name));
    return list;
}

static json_t *pack_properties(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->property_count; i++) {
        const struct property *p = &page->properties[i];
        json_array_append_new(
            list, json_pack("{s:I,s:I,s:I,s:s,s:s,s:s,s:s}", "id", (json_int_t)p->id, "version",
                      (json_int_t)p->version, "when", (json_int_t)p->when_ms, "key", p->key,
                      "value", p->value, "message", p->message, "author", p->author));
    }
    return list;
}

static json_t *pack_comments(const struct page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->comment_count; i++) {
        const struct comment *c = &page->comments[i];
        json_array_append_new(list, json_pack("{s:I,s:s,s:s,s:s,s:s,s:b}", "id", (json_int_t)c->id,
                                        "ref", c->ref, "selection", c->selection, "text", c->text,
                                        "author", c->author, "resolved", c->is_resolved));
    }
    return list;
}

char *wiki_record_of_page(const struct page *page)
{
    return dump(json_pack("{s:I,s:i,s:i,s:I,s:I,s:I,s:I,s:I,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o}",
        "id", (json_int_t)page->id, "type", (int)page->type, "status", (int)page->status, "space",
        (json_int_t)page->space->id, "parent", (json_int_t)(page->parent ? page->parent->id : 0),
        "position", (json_int_t)page->position, "created", (json_int_t)page->created_ms, "trashed",
        (json_int_t)page->trashed_ms, "title", page->title, "author", page->author, "viewer",
        text_or_null(page->viewer), "editor", text_or_null(page->editor), "revisions",
        pack_revisions(page), "labels", pack_labels(page), "properties", pack_properties(page),
        "comments", pack_comments(page), "attachments", pack_attachments(page)));
}

static int64_t number_of(const json_t *json, const char *name)
{
    return json_integer_value(json_object_get(json, name));
}

static char *text_of(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));
    return memory_copy_text(text ? text : "");
}

static char *text_of_or_null(const json_t *json, const char *name)
{
    return memory_copy_text(json_string_value(json_object_get(json, name)));
}

void wiki_record_load_space(struct wiki *wiki, const char *record)
{
    json_t *json = json_loads(record, 0, NULL);
    if (!json)
        return;
    struct space *space = memory_new(sizeof *space);
    space->id = number_of(json, "id");
    space->key = text_of(json, "key");
    space->name = text_of(json, "name");
    space->author = text_of(json, "author");
    space->created_ms = number_of(json, "created");
    space->loaded_homepage = number_of(json, "homepage");
    wiki->spaces = memory_grow(wiki->spaces, wiki->space_count + 1, sizeof(struct space *));
    wiki->spaces[wiki->space_count++] = space;
    json_decref(json);
}

static void load_revisions(struct page *page, const json_t *list)
{
    page->revision_count = json_array_size(list);
    page->revisions = memory_new_array(page->revision_count, sizeof *page->revisions);
    for (size_t i = 0; i < page->revision_count; i++) {
        const json_t *json = json_array_get(list, i);
        page->revisions[i] = (struct revision){ .number = number_of(json, "number"),
            .when_ms = number_of(json, "when"),
            .title = text_of(json, "title"),
            .body = text_of(json, "body"),
            .sent = text_of(json, "sent"),
            .message = text_of(json, "message"),
            .author = text_of(json, "author"),
            .is_minor = json_is_true(json_object_get(json, "minor")) };
    }
}

static void load_labels(struct page *page, const json_t *list)
{
    page->label_count = json_array_size(list);
    page->labels = memory_new_array(page->label_count, sizeof *page->labels);
    for (size_t i = 0; i < page->label_count; i++) {
        const json_t *json = json_array_get(list, i);
        page->labels[i] = (struct label){ .id = number_of(json, "id"),
            .prefix = text_of(json, "prefix"),
            .name = text_of(json, "name") };
    }
}

static void load_properties(struct page *page, const json_t *list)
{
    page->property_count = json_array_size(list);
    page->properties = memory_new_array(page->property_count, sizeof *page->properties);
    for (size_t i = 0; i < page->property_count; i++) {
        const json_t *json = json_array_get(list, i);
        page->properties[i] = (struct property){ .id = number_of(json, "id"),
            .version = number_of(json, "version"),
            .when_ms = number_of(json, "when"),
            .key = text_of(json, "key"),
            .value = text_of(json, "value"),
            .message = text_of(json, "message"),
            .author = text_of(json, "author") };
    }
}

static void load_comments(struct page *page, const json_t *list)
{
    page->comment_count = json_array_size(list);
    page->comments = memory_new_array(page->comment_count, sizeof *page->comments);
    for (size_t i = 0; i < page->comment_count; i++) {
        const json_t *json = json_array_get(list, i);
        page->comments[i] = (struct comment){ .id = number_of(json, "id"),
            .ref = text_of(json, "ref"),
            .selection = text_of(json, "selection"),
            .text = text_of(json, "text"),
            .author = text_of(json, "author"),
            .is_resolved = json_is_true(json_object_get(json, "resolved")) };
    }
}

static void load_files(struct attachment *attachment, const json_t *list)
{
    attachment->revision_count = json_array_size(list);
    attachment->revisions =
        memory_new_array(attachment->revision_count, sizeof *attachment->revisions);
    for (size_t i = 0; i < attachment->revision_count; i++) {
        const json_t *json = json_array_get(list, i);
        const char *digest = json_string_value(json_object_get(json, "digest"));
        struct file_revision *revision = &attachment->revisions[i];
        *revision = (struct file_revision){ .number = number_of(json, "number"),
            .when_ms = number_of(json, "when"),
            .data = memory_copy_text(""),
            .media_type = text_of(json, "type"),
            .comment = text_of(json, "comment"),
            .author = text_of(json, "author"),
            .is_minor = json_is_true(json_object_get(json, "minor")) };
        snprintf(revision->digest, sizeof revision->digest, "%s", digest ? digest : "");
    }
}

static void load_attachments(struct wiki *wiki, struct page *page, const json_t *list)
{
    page->attachment_count = json_array_size(list);
    page->attachments = memory_new_array(page->attachment_count, sizeof(struct attachment *));
    for (size_t i = 0; i < page->attachment_count; i++) {
        const json_t *json = json_array_get(list, i);
        struct attachment *attachment = memory_new(sizeof *attachment);
        const char *file = json_string_value(json_object_get(json, "file"));
        attachment->id = number_of(json, "id");
        attachment->page = page;
        attachment->name = text_of(json, "name");
        attachment->is_trashed = json_is_true(json_object_get(json, "trashed"));
        snprintf(attachment->file_id, sizeof attachment->file_id, "%s", file ? file : "");
        load_files(attachment, json_object_get(json, "revisions"));
        page->attachments[i] = attachment;
        wiki_index_attachment(wiki, attachment);
    }
}

void wiki_record_load_page(struct wiki *wiki, const char *record)
{
    json_t *json = json_loads(record, 0, NULL);
    struct space *space = wiki_find_space_by_id(wiki, number_of(json, "space"));
    if (!space || json_array_size(json_object_get(json, "revisions")) == 0) {
        json_decref(json);
        return;
    }
    struct page *page = memory_new(sizeof *page);
    page->id = number_of(json, "id");
    page->type = number_of(json, "type") == PAGE_FOLDER ? PAGE_FOLDER : PAGE_PAGE;
    page->status = (enum page_status)number_of(json, "status");
    page->space = space;
    page->position = number_of(json, "position");
    page->loaded_parent = number_of(json, "parent");
    page->created_ms = number_of(json, "created");
    page->trashed_ms = number_of(json, "trashed");
    page->title = text_of(json, "title");
    page->author = text_of(json, "author");
    page->viewer = text_of_or_null(json, "viewer");
    page->editor = text_of_or_null(json, "editor");
    load_revisions(page, json_object_get(json, "revisions"));
    load_labels(page, json_object_get(json, "labels"));
    load_properties(page, json_object_get(json, "properties"));
    load_comments(page, json_object_get(json, "comments"));
    load_attachments(wiki, page, json_object_get(json, "attachments"));
    wiki_index_page(wiki, page);
    wiki_index_title(wiki, page);
    json_decref(json);
}

static int compare_places(const void *a, const void *b)
{
    const struct page *first = *(struct page *const *)a;
    const struct page *second = *(struct page *const *)b;
    if (first->position != second->position)
        return first->position < second->position ? -1 : 1;
    return first->id < second->id ? -1 : first->id > second->id;
}

static void join_child(struct page *page, struct page *parent)
{
    page->parent = parent;
    parent->children =
        memory_grow(parent->children, parent->child_count + 1, sizeof(struct page *));
    parent->children[parent->child_count++] = page;
}

static void join_space(struct wiki *wiki, struct space *space)
{
    space->homepage = wiki_find_page(wiki, space->loaded_homepage);
    for (size_t i = 0; i < space->page_count; i++) {
        struct page *parent = wiki_find_page(wiki, space->pages[i]->loaded_parent);
        if (parent)
            join_child(space->pages[i], parent);
    }
    for (size_t i = 0; i < space->page_count; i++) {
        struct page *page = space->pages[i];
        if (page->child_count > 1)
            qsort(page->children, page->child_count, sizeof(struct page *), compare_places);
    }
}

void wiki_record_join(struct wiki *wiki)
{
    for (size_t i = 0; i < wiki->space_count; i++)
        join_space(wiki, wiki->spaces[i]);
}
