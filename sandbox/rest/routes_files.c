/* SPDX-License-Identifier: MIT */
/* v1: attachments of both editions, where only Cloud has PUT (create or update by name). */
#include "base/unicode.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/rest/shapes_v1.h"
#include "sandbox/wiki/wiki_files.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { USUAL = 50 };

/* Without a charset, the text of a part counts as Latin-1. */
static char *part_text(const struct part *part)
{
    const struct text *data = &part->data;
    bool is_utf8 = part->media_type && strcasestr(part->media_type, "charset=utf-8");
    struct text out = text_new(SIZE_MAX / 2);
    for (size_t i = 0; i < data->length; i++) {
        unsigned char c = (unsigned char)data->data[i];
        char bytes[UNICODE_BYTES];
        if (is_utf8 || c < 128)
            text_add_char(&out, (char)c);
        else
            text_add(&out, bytes, unicode_encode(c, bytes));
    }
    return text_take(&out);
}

/* The `number`-th part of that name as text, or NULL. The caller owns it. */
static char *text_part(const struct request *request, const char *name, size_t number)
{
    for (size_t i = 0; i < request->part_count; i++) {
        const struct part *part = &request->parts[i];
        if (!part->filename && strcmp(part->name, name) == 0 && number-- == 0)
            return part_text(part);
    }
    return NULL;
}

static const struct part *file_part(const struct request *request, size_t number)
{
    for (size_t i = 0; i < request->part_count; i++) {
        const struct part *part = &request->parts[i];
        if (part->filename && strcmp(part->name, "file") == 0 && number-- == 0)
            return part;
    }
    return NULL;
}

struct upload {
    struct file_write write;
    char *comment;
};

static bool read_upload(struct exchange *exchange, size_t number, struct upload *upload)
{
    const struct part *part = file_part(exchange->request, number);
    char *minor = text_part(exchange->request, "minorEdit", 0);
    const char *repeat = request_argument(exchange->request, "allowDuplicated");
    *upload = (struct upload){ 0 };
    if (part) {
        bool has_type =
            part->media_type && strcmp(part->media_type, "application/octet-stream") != 0;
        upload->comment = text_part(exchange->request, "comment", number);
        upload->write = (struct file_write){ .name = part->filename,
            .media_type = has_type ? part->media_type : NULL,
            .data = part->data.data,
            .size = part->data.length,
            .comment = upload->comment,
            .author = exchange->user,
            .is_minor = minor && strcmp(minor, "true") == 0,
            .may_repeat = repeat && strcmp(repeat, "true") == 0 };
    }
    free(minor);
    return part != NULL;
}

static bool has_file(struct exchange *exchange)
{
    if (!request_is(exchange->request, "multipart/form-data"))
        error_v1(exchange, 415, NULL, "HTTP 415 Unsupported Media Type");
    else if (!file_part(exchange->request, 0))
        error_bad_request(exchange, "At least one file is required");
    else
        return true;
    return false;
}

/* One file into the page; WIKI_OK and the attachment, or why not. */
static enum wiki_result store(struct exchange *exchange, struct page *page, size_t number,
    bool may_update, struct attachment **attachment)
{
    struct upload upload;
    struct wiki_error error = { 0 };
    (void)read_upload(exchange, number, &upload); /* the caller has seen the part */
    *attachment = may_update ? wiki_file_find(page, upload.write.name) : NULL;
    enum wiki_result result;
    if (*attachment) {
        upload.write.name = NULL;
        result = wiki_file_update(exchange->wiki, *attachment, &upload.write);
    } else {
        result = wiki_file_add(exchange->wiki, page, &upload.write, attachment, &error);
    }
    if (result != WIKI_OK)
        error_wiki(exchange, result, &error);
    free(upload.comment);
    return result;
}

static void upload_files(struct exchange *exchange, bool may_update)
{
    struct page *page = routes_page_to_edit(exchange);
    json_t *results = json_array();
    if (!page || !has_file(exchange))
        goto done;
    for (size_t i = 0; file_part(exchange->request, i); i++) {
        struct attachment *attachment;
        if (store(exchange, page, i, may_update, &attachment) != WIKI_OK)
            goto done;
        json_array_append_new(
            results, shape_v1_attachment(exchange, attachment, "version,container"));
    }
    size_t size = json_array_size(results);
    exchange_reply(exchange, 200,
        json_pack("{s:O,s:i,s:I,s:I,s:{s:s,s:s}}", "results", results, "start", 0, "limit",
            (json_int_t)(size > USUAL ? size : USUAL), "size", (json_int_t)size, "_links", "base",
            exchange->sandbox->base, "context", exchange->sandbox->options.context));
done:
    json_decref(results);
}

static void create_attachment(struct exchange *exchange)
{
    upload_files(exchange, false);
}

static void put_attachment(struct exchange *exchange)
{
    if (exchange_is_cloud(exchange))
        upload_files(exchange, true);
    else
        error_v1(exchange, 405, NULL, "HTTP 405 Method Not Allowed");
}

static struct attachment *attachment_of_page(struct exchange *exchange, struct page **page)
{
    *page = routes_page_to_edit(exchange);
    struct attachment *attachment = *page ? routes_attachment(exchange, 1) : NULL;
    if (attachment && attachment->page != *page) {
        error_no_page(exchange, exchange->values[1]);
        return NULL;
    }
    return attachment;
}

static void replace_data(struct exchange *exchange)
{
    struct page *page;
    struct attachment *attachment = attachment_of_page(exchange, &page);
    struct wiki_error error = { 0 };
    struct upload upload;
    if (!attachment || !has_file(exchange))
        return;
    (void)read_upload(exchange, 0, &upload); /* has_file() has seen it */
    upload.write.name = NULL;
    enum wiki_result result = wiki_file_update(exchange->wiki, attachment, &upload.write);
    free(upload.comment);
    if (result != WIKI_OK) {
        error_wiki(exchange, result, &error);
        return;
    }
    json_t *json = shape_v1_attachment(exchange, attachment, "version,container");
    bool as_list = exchange_is_cloud(exchange) && exchange->sandbox->settings.data_as_list;
    exchange_reply(
        exchange, 200, as_list ? json_pack("{s:[o],s:i}", "results", json, "size", 1) : json);
}

static void describe(struct exchange *exchange)
{
    struct page *page;
    struct attachment *attachment = attachment_of_page(exchange, &page);
    json_t *json = attachment ? exchange_json(exchange) : NULL;
    struct wiki_error error = { 0 };
    if (!json)
        return;
    int64_t version = routes_json_id(json_object_get(json, "version"), "number");
    const char *comment =
        json_string_value(json_object_get(json_object_get(json, "metadata"), "comment"));
    error.number = wiki_last_file(attachment)->number;
    /* The number that is there now or the next one: clients do both. */
    enum wiki_result result = WIKI_VERSION;
    if (version == error.number || version == error.number + 1)
        result = wiki_file_describe(exchange->wiki, attachment,
            json_string_value(json_object_get(json, "title")), comment, exchange->user);
    if (result == WIKI_OK)
        exchange_reply(exchange, 200, shape_v1_attachment(exchange, attachment, "version"));
    else
        error_wiki(exchange, result, &error);
    json_decref(json);
}

static void delete_attachment(struct exchange *exchange)
{
    struct page *page;
    struct attachment *attachment = attachment_of_page(exchange, &page);
    if (!attachment)
        return;
    wiki_file_trash(attachment);
    response_set_empty(exchange->response, 204);
}

static json_t *attachment_item(const struct exchange *exchange, const void *item)
{
    const char *expand = request_argument(exchange->request, "expand");
    return shape_v1_attachment(exchange, item, expand ? expand : "");
}

static void list_attachments(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    const char *name = request_argument(exchange->request, "filename");
    const char *type = request_argument(exchange->request, "mediaType");
    struct list list = { 0 };
    for (size_t i = 0; page && i < page->attachment_count; i++) {
        const struct attachment *attachment = page->attachments[i];
        if (!attachment->is_trashed && (!name || strcmp(name, attachment->name) == 0) &&
            (!type || strcmp(type, wiki_last_file(attachment)->media_type) == 0))
            list_add(&list, attachment);
    }
    if (page)
        list_reply_v1(exchange, &list, USUAL, attachment_item);
}

/* Cloud sends to another host with a token in the address. */
static void download(struct exchange *exchange)
{
    struct attachment *attachment = routes_attachment(exchange, 1);
    struct text location = text_new(4096);
    const char *port = attachment ? strrchr(exchange->sandbox->site, ':') : NULL;
    if (!attachment)
        return;
    if (!exchange_is_cloud(exchange)) {
        error_html(exchange->response, 404);
        return;
    }
    char *name = request_encode(attachment->name);
    text_add_format(&location, "http://localhost%s/_media/file/%s/binary?token=%lld&name=%s", port,
        attachment->file_id, (long long)attachment->id, name);
    response_set_empty(exchange->response, 302);
    response_add_header(exchange->response, "Location", location.data);
    text_free(&location);
    free(name);
}

const struct route routes_files[] = {
    { "GET", "/rest/api/content/{id}/child/attachment", list_attachments },
    { "POST", "/rest/api/content/{id}/child/attachment", create_attachment },
    { "PUT", "/rest/api/content/{id}/child/attachment", put_attachment },
    { "POST", "/rest/api/content/{id}/child/attachment/{attachment}/data", replace_data },
    { "PUT", "/rest/api/content/{id}/child/attachment/{attachment}", describe },
    { "DELETE", "/rest/api/content/{id}/child/attachment/{attachment}", delete_attachment },
    { "GET", "/rest/api/content/{id}/child/attachment/{attachment}/download", download },
    { NULL, NULL, NULL },
};
